package io.millrace.producer.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Interaction;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilesTest {
  private final List<MalformedLine> malformed = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void uDataIsSortedByTimeAndStable() {
    assertThat(
            read(
                "196\t242\t3\t881250949\n186\t302\t3.5\t891717742\n22\t377\t1\t878887116\n22\t1\t2\t878887116"))
        .containsExactly(
            rating("22", "377", 1, 878_887_116_000L),
            rating("22", "1", 2, 878_887_116_000L),
            rating("196", "242", 3, 881_250_949_000L),
            rating("186", "302", 3.5, 891_717_742_000L));
  }

  @Test
  void ratingsDatIsRead() {
    assertThat(read("1::0054890::9::1381945744\r\n2::1408101::10::1382400295\r\n"))
        .containsExactly(
            rating("1", "0054890", 9, 1_381_945_744_000L),
            rating("2", "1408101", 10, 1_382_400_295_000L));
  }

  @Test
  void columnsOfATsvMayStandInAnyOrderAndCase() {
    assertThat(
            read("Timestamp\tEVENT\tquantity\titemId\tother\tUSER\n1000000000\tcart\t2\ti\tx\tu\n"))
        .containsExactly(event("u", "i", "cart", 2.0, 1_000_000_000_000L));
  }

  @Test
  void aCsvMayHaveQuotesAByteOrderMarkAndNoTypeOrTime() {
    assertThat(read("\ufeffuser_id,\"movieId\",rating\r\n\"u,\"\"1\"\"\",i,\"4\"\r\nü,j,\r\n"))
        .containsExactly(
            event("u,\"1\"", "i", "view", 4.0, null), event("ü", "j", "view", null, null));
  }

  @Test
  void emptyCellsOfOptionalColumnsAreAbsent() {
    assertThat(read("user,item,type,value,time\nu,i,,,\nu,j,like,,2001-09-09T01:46:40Z\n"))
        .containsExactly(
            event("u", "i", "view", null, null), event("u", "j", "like", null, 1_000_000_000_000L));
  }

  @Test
  void jsonLinesAreRead() {
    assertThat(
            read(
                """
                {"userId":"u","itemId":"i","timestamp":1000000000123}

                {"userId":"u","itemId":"j","type":"like","eventId":"e","timestamp":999999999}
                """))
        .containsExactly(
            new Interaction("e", "u", "j", "like", null, 999_999_999_000L, null),
            event("u", "i", "view", null, 1_000_000_000_123L));
  }

  @Test
  void anEventWithoutTimestampStaysBehindTheLineBeforeIt() {
    assertThat(
            read(
                "user,item,time\nu,a,\nu,b,1000000300\nu,c,\nu,d,1000000100\nu,e,\nu,f,1000000200\n"))
        .map(Interaction::itemId)
        .containsExactly("a", "d", "e", "f", "b", "c");
  }

  @Test
  void positionsFollowTheSendingOrder() {
    try (var source = open("u\ti\t1\t2000000000\nu\tj\t1\t1000000000\nu\tk\t1\t1500000000\n")) {
      assertThat(source.size()).hasValue(3);
      assertThat(all(source))
          .map(sourced -> sourced.position() + sourced.interaction().itemId())
          .containsExactly("0j", "1k", "2i");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000000000", "3000000000"})
  void aMalformedLineIsReportedCountedAndPassedOver(String firstSeconds) {
    try (var source =
        open(
            "u\ti\t5\t"
                + firstSeconds
                + "\nu\tj\tgood\t2000000000\nbroken\nu\tk\t5\t2000000000\n")) {
      assertThat(source.size()).hasValue(2);
      assertThat(malformed)
          .map(line -> line.lineNumber() + ": " + line.reason())
          .containsExactly("2: value 'good' is no number", "3: line 'broken' has 1 columns, not 4");
      assertThat(malformed.getFirst().toString())
          .isEqualTo(folder.resolve("events") + ", line 2: value 'good' is no number");
      assertThat(all(source)).hasSize(2);
      assertThat(source.malformed()).isEqualTo(2);
      assertThat(malformed).hasSize(2);
    }
  }

  @Test
  void everyKindOfMalformedLineNamesItsFault() throws IOException {
    Path file = folder.resolve("events");
    try (var out = Files.newOutputStream(file)) {
      out.write("user,item,value,time\n".getBytes(UTF_8));
      out.write("\"u,i,1,1\nu,\"i\"x,1,1\n,ü,1,1\nu,i,0x1,1\nu,i,1,later\nu,i,1\n".getBytes(UTF_8));
      out.write(new byte[] {'u', (byte) 0xFF, ',', 'i', ',', ',', '\n'});
      out.write("u,i,NaN,1\n".getBytes(UTF_8));
      out.write(("u," + "i".repeat(70_000) + ",1,1\n").getBytes(UTF_8));
      out.write(("u," + "i".repeat(500_000) + ",1,1\n").getBytes(UTF_8));
      out.write("u,i,1,1\n".getBytes(UTF_8));
    }
    try (var source = EventFiles.open(file, malformed::add)) {
      assertThat(all(source)).hasSize(1);
    }
    assertThat(malformed)
        .map(MalformedLine::lineNumber)
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    assertThat(malformed.stream().map(MalformedLine::reason).toList().toString())
        .contains(
            "line '\"u,i,1,1' has an unclosed quote",
            "line 'u,\"i\"x,1,1' has text after a closing quote",
            "userId '' is missing: column 1 is empty or not there",
            "value '0x1' is no number",
            "timestamp 'later' is neither",
            "line 'u,i,1' has 3 columns, but the header 4",
            "is not UTF-8",
            "value 'NaN' is not finite",
            "is longer than 65536 bytes");
  }

  @Test
  void aStrictReaderStopsAtTheFirstMalformedLine() throws IOException {
    Path file = write("u\ti\t5\t1000000000\nu\tj\tbad\t2000000000\n");
    assertThatExceptionOfType(MalformedLineException.class)
        .isThrownBy(() -> EventFiles.open(file, MalformedLine.STRICT))
        .withMessage(file + ", line 2: value 'bad' is no number");
  }

  @Test
  void aMalformedFirstLineDoesNotHideTheFormat() {
    assertThat(read("# ratings\nu::i::5::1000000000\n")).hasSize(1);
    assertThat(malformed).map(MalformedLine::lineNumber).containsExactly(1L);
  }

  @Test
  void aHeaderWithoutEventsIsAnEmptySource() {
    assertThat(read("user\titem\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "\ufeff"})
  void anEmptyFileIsRefused(String content) throws IOException {
    assertUnreadable(write(content), "is empty");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    assertUnreadable(folder.resolve("missing"), "does not exist");
    assertUnreadable(folder, "is a directory");
    assertUnreadable(write("PK\u0003\u0004 zip"), "is a ZIP archive or a spreadsheet");
    assertUnreadable(write("a\u0003b"), "is no text: line 1 holds the byte 3");
    assertUnreadable(
        write("name,colour\na,b\n"),
        "is CSV with name, colour, of which item = name is understood; user is missing. Say"
            + " --columns user=COLUMN");
    assertUnreadable(write("x".repeat(100_000)), "is in no known format: line 1 is 'xxx");
    assertUnreadable(write("x".repeat(1_000_000)), "is in no known format: line 1 is 'xxx");
  }

  @Test
  void theFingerprintTellsContentsApart() throws IOException {
    String first = fingerprint("user,item\nu,i\n");
    assertThat(first).matches("[0-9a-f]{16}").isEqualTo(fingerprint("user,item\nu,i\n"));
    assertThat(fingerprint("user,item\nu,j\n")).isNotEqualTo(first);
  }

  @Test
  void aStreamKeepsTheOrderOfArrivalAndKnowsNoSize() {
    var in =
        new ByteArrayInputStream("u\ti\t5\t2000000000\nbad\nu\tj\t5\t1000000000".getBytes(UTF_8));
    try (var source = EventFiles.open("-", in, ReadOptions.NONE, malformed::add)) {
      assertThat(source.size()).isEmpty();
      assertThat(all(source)).map(e -> e.interaction().itemId()).containsExactly("i", "j");
      assertThat(source.malformed()).isEqualTo(1);
    }
    assertThat(malformed.getFirst().toString()).startsWith("standard input, line 2: ");
  }

  @Test
  void aStreamGivesAnEventAsSoonAsItHasArrived() throws IOException {
    try (var out = new PipedOutputStream();
        var in = new PipedInputStream(out)) {
      out.write("user,item\nu,i\n".getBytes(UTF_8));
      out.flush();
      try (var source = EventFiles.stream("pipe", in, ReadOptions.NONE, malformed::add)) {
        SourcedEvent event = source.next();
        assertThat(event).isNotNull();
        assertThat(event.interaction()).isEqualTo(Interaction.of("u", "i"));
      }
    }
  }

  @Test
  void longAndShortLinesInRandomOrderAreAllFound() throws IOException {
    long seed = System.nanoTime();
    System.out.println("lines of random length, seed " + seed);
    var random = new Random(seed);
    var content = new StringBuilder("user,item,note,time\n");
    var expected = new ArrayList<Integer>();
    for (int i = 0; i < 2_000; i++) {
      int second = 1_000_000_000 + random.nextInt(1_000_000_000);
      expected.add(second);
      int length = random.nextInt(20) == 0 ? random.nextInt(60_000) : random.nextInt(50);
      content.append("u,").append(second).append(',').append("ä".repeat(length / 2));
      content.append(',').append(second).append(random.nextBoolean() ? "\r\n" : "\n");
    }
    expected.sort(null);
    assertThat(read(content.toString()))
        .map(event -> Integer.valueOf(event.itemId()))
        .containsExactlyElementsOf(expected);
    assertThat(malformed).isEmpty();
  }

  private List<Interaction> read(String content) {
    try (var source = open(content)) {
      List<SourcedEvent> events = all(source);
      assertThat(source.size()).hasValue(events.size());
      return events.stream().map(SourcedEvent::interaction).toList();
    }
  }

  private EventSource open(String content) {
    try {
      return EventFiles.open(write(content), malformed::add);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String fingerprint(String content) throws IOException {
    try (var source = EventFiles.open(write(content), malformed::add)) {
      return source.fingerprint();
    }
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("events"), content);
  }

  private void assertUnreadable(Path file, String detail) {
    assertThatExceptionOfType(UnreadableFileException.class)
        .isThrownBy(() -> EventFiles.open(file, malformed::add))
        .withMessageStartingWith(file + " " + detail);
  }

  static List<SourcedEvent> all(EventSource source) {
    var events = new ArrayList<SourcedEvent>();
    for (SourcedEvent event = source.next(); event != null; event = source.next()) {
      events.add(event);
    }
    return events;
  }

  private static Interaction rating(String user, String item, double value, long millis) {
    return event(user, item, "rating", value, millis);
  }

  private static Interaction event(
      String user, String item, String type, @Nullable Double value, @Nullable Long millis) {
    return new Interaction(null, user, item, type, value, millis, null);
  }
}
