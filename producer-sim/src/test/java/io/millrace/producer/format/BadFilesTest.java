package io.millrace.producer.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import io.millrace.producer.SourcedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that are not what they should be: each is one clear line, and what is well is read.
class BadFilesTest {
  private final List<MalformedLine> malformed = new ArrayList<>();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "PAR1\u0015\u0004x, is a Parquet file",
    "SQLite format 3\u0000x, is an SQLite database",
    "BZh91AY, is compressed by bzip2",
    "\u00fd7zXZ\u0000x, is compressed by xz",
    "Obj\u0001x, is an Avro file"
  })
  void othersKindsOfFilesAreToldWithWhatToDo(String bytes, String message) throws IOException {
    assertUnreadable(bytes.getBytes(ISO_8859_1), message);
  }

  @Test
  void aFileThatIsCutOffInItsCompressionIsRefused() throws IOException {
    byte[] text = manyEvents(100_000);
    byte[] gzip = gzip(text);
    assertUnreadable(Arrays.copyOf(gzip, gzip.length / 2), "is cut off after ");
    assertUnreadable(Arrays.copyOf(gzip, 15), "is cut off after 0 records");
    byte[] zstd = Zstd.compress(text);
    assertUnreadable(Arrays.copyOf(zstd, zstd.length / 2), "is cut off after ");
    gzip[gzip.length / 2] ^= 0x55;
    gzip[gzip.length / 2 + 1] ^= 0x55;
    assertUnreadable(gzip, "is damaged: its compression is wrong after ");
  }

  @Test
  void anUnclosedQuoteCostsItsLineAndNoMore() throws IOException {
    String rows = "u,i,\"fine\"\n".repeat(500);
    assertThat(read("user,item,note\nu,bad,\"open\n" + rows)).hasSize(500);
    assertThat(malformed).map(MalformedLine::lineNumber).containsExactly(2L);
    assertThat(malformed.getFirst().reason()).contains("has an unclosed quote");
    assertThat(read("user,item,note\nu,bad,\"open\n" + "u,i,fine\n".repeat(500))).hasSize(500);
  }

  @Test
  void aBadElementOfAnArrayCostsItselfAndNoMore() throws IOException {
    assertThat(
            read(
                """
                [{"userId":"u","itemId":"a"},
                 {"userId":"u","itemId":5 6},
                 {"userId":"u","itemId":"broken
                 },
                 {"userId":"u","itemId":"%s"},
                 {"userId":"u","itemId":"b"}]
                """
                    .formatted("x".repeat(70_000))))
        .map(event -> event.interaction().itemId())
        .containsExactly("a", "b");
    assertThat(malformed).map(MalformedLine::lineNumber).containsExactly(2L, 3L, 5L);
  }

  @Test
  void oneEndlessLineIsRefusedBeforeItIsReadThrough() {
    var endless =
        new InputStream() {
          private long given;

          @Override
          public int read() {
            given++;
            return 'x';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            given += length;
            Arrays.fill(bytes, offset, offset + length, (byte) 'x');
            return length;
          }
        };
    assertThatExceptionOfType(UnreadableFileException.class)
        .isThrownBy(() -> EventFiles.stream("endless", endless, ReadOptions.NONE, malformed::add))
        .withMessageContaining("with no end in sight");
    assertThat(endless.given).isLessThan(10_000_000);
  }

  @Test
  void noBytesWhateverEndInAnythingButOneLine() throws IOException {
    long seed = System.nanoTime();
    System.out.println("random files, seed " + seed);
    var random = new Random(seed);
    String alphabet = "user,item;\t|:\"\n\r{}[]01957-: \\u00e9=.\u0000\ufeff";
    for (int i = 0; i < 300; i++) {
      var text = new StringBuilder(random.nextBoolean() ? "user,item,time\n" : "");
      for (int length = random.nextInt(400); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        read(text.toString());
      } catch (UnreadableFileException refused) {
        assertThat(refused.getMessage()).doesNotContain("\n");
      }
    }
  }

  @Test
  void timesThatCouldBeEitherWayAreAskedFor() throws IOException {
    assertUnreadable(
        "user,item,date\nu,i,01/02/2023\n".getBytes(UTF_8),
        "is understood but for its times, such as date '01/02/2023': say --time-format");
  }

  @Test
  void anUnsortedFileThatIsCompressedIsReadInTheOrderOfTime() throws IOException {
    byte[] text = "u\ti\t5\t2000000000\nv\tj\t5\t1000000000\n".getBytes(UTF_8);
    try (var source = EventFiles.open(write(gzip(text)), malformed::add)) {
      assertThat(EventFilesTest.all(source))
          .map(event -> event.interaction().itemId())
          .containsExactly("j", "i");
    }
  }

  private List<SourcedEvent> read(String content) throws IOException {
    malformed.clear();
    try (var source = EventFiles.open(write(content.getBytes(UTF_8)), malformed::add)) {
      return EventFilesTest.all(source);
    }
  }

  private void assertUnreadable(byte[] content, String detail) throws IOException {
    Path file = write(content);
    assertThatExceptionOfType(UnreadableFileException.class)
        .isThrownBy(() -> EventFiles.open(file, malformed::add))
        .withMessageStartingWith(file + " " + detail);
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("events"), content);
  }

  private static byte[] manyEvents(int count) {
    var random = new Random(1);
    var text = new StringBuilder("user,item,time\n");
    for (int i = 0; i < count; i++) {
      text.append(random.nextInt(10_000)).append(',').append(random.nextInt(10_000)).append(',');
      text.append(1_000_000_000 + random.nextInt(1_000_000)).append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] gzip(byte[] text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }
}
