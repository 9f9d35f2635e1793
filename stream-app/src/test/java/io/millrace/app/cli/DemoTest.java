package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as a user runs it: with a broker of its own and, but for restarts that end by
/// themselves, in a JVM of its own. Those share this one, which has loaded much of it already.
class DemoTest {
  private static final long SEED = 20_261_124;
  private static final int EVENTS = 15_000;
  private static final long MAX_UNDER_WAY = 1_000; // at full speed
  private static final Duration RUN = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(10);

  @TempDir private Path folder;

  @Test
  void aFileIsLearnedOnceAndOnlyOnce() throws IOException, InterruptedException {
    EventFile file = EventFile.write(folder.resolve("u.data"), EVENTS, SEED);
    Files.writeString(file.path(), "broken line\n1\t2\n", StandardOpenOption.APPEND);

    try (var first = demo(file, "--rate", "0", "--exit", "--fresh")) {
      assertThat(first.awaitExit(RUN)).as("%s", first.err()).isZero();
      assertThat(first.summary("events read")).isEqualTo(EVENTS + 2);
      assertThat(first.summary("learned")).isEqualTo(EVENTS);
      assertThat(first.summary("rejected")).isEqualTo(2);
      assertThat(first.summary("malformed-line")).isEqualTo(2);
      assertThat(first.summary("users")).isEqualTo(file.byUser().size());
      assertThat(first.summary("items")).isEqualTo(file.byItem().size());
      assertThat(first.out()).anyMatch(line -> line.matches("HR@10 before learning +0\\.\\d{4}"));
      assertThat(first.out()).filteredOn(line -> line.contains("curl")).hasSize(3);
      assertThat(first.err())
          .anyMatch(line -> line.startsWith(file.path() + ":" + (EVENTS + 1) + ": "));
      List<Long> lags = first.err().stream().map(DemoTest::lag).filter(lag -> lag >= 0).toList();
      assertThat(lags).as("%s", first.err()).isNotEmpty().allMatch(lag -> lag <= MAX_UNDER_WAY);
    }
    Console again = here(file, "--rate", "0", "--exit");
    assertThat(again.exitCode()).as("%s", again.err()).isZero();
    assertThat(again.summary("learned")).isEqualTo(EVENTS);
    assertThat(again.summary("events read")).isEqualTo(EVENTS + 2);
    assertThat(again.summary("users")).isEqualTo(file.byUser().size());

    Console strict = here(file, "--rate", "0", "--exit", "--strict");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(strict.err())
        .filteredOn(line -> line.startsWith("millrace: ")) // and not the JVM's own
        .singleElement()
        .asString()
        .contains(file.path() + ", line " + (EVENTS + 1));
  }

  @Test
  void whatWasAcknowledgedBeforeAKillIsLearnedAndNoneTwice()
      throws IOException, InterruptedException {
    EventFile file = EventFile.write(folder.resolve("u.data"), 12_000, SEED);
    var random = new Random(SEED);
    long until = 1_000L + random.nextInt(6_000);
    try (var victim = demo(file, "--rate", "2500")) {
      String address = victim.awaitAddress();
      await("learned " + until + ", seed " + SEED)
          .atMost(RUN)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> learned(address) >= until);
      victim.kill();
    }
    try (var last = demo(file, "--rate", "0")) {
      String address = last.awaitAddress();
      await().atMost(RUN).until(() -> learned(address) >= 12_000);
      for (var user : file.byUser().entrySet()) {
        assertThat(number(address + "/v1/users/" + user.getKey(), "events"))
            .as("events of %s, seed %d", user.getKey(), SEED)
            .isEqualTo(user.getValue());
      }
      for (var item : file.byItem().entrySet()) {
        assertThat(number(address + "/v1/items/" + item.getKey(), "events"))
            .as("events with %s, seed %d", item.getKey(), SEED)
            .isEqualTo(item.getValue());
      }
      last.terminate();
      assertThat(last.awaitExit(STOP)).isZero();
      assertThat(last.summary("learned")).isEqualTo(12_000);
      assertThat(last.summary("events read")).isEqualTo(12_000);
    }
  }

  @Test
  void itStopsCleanlyWheneverItIsAsked() throws IOException, InterruptedException {
    EventFile file = EventFile.write(folder.resolve("u.data"), 4_000, SEED);
    try (var starting = demo(file, "--rate", "0")) {
      await().until(() -> Files.exists(folder.resolve("data/broker/meta.properties")));
      starting.terminate();
      assertThat(starting.awaitExit(STOP)).as("%s", starting.err()).isZero();
      assertThat(starting.err()).noneMatch(line -> line.startsWith("\tat "));
    }
    try (var learning = demo(file, "--rate", "500")) {
      String address = learning.awaitAddress();
      await().atMost(RUN).until(() -> learned(address) > 300);
      learning.terminate();
      assertThat(learning.awaitExit(STOP)).as("%s", learning.err()).isZero();
      assertThat(learning.summary("learned"))
          .isGreaterThan(300)
          .isEqualTo(learning.summary("events read"));
    }
    Console rest = here(file, "--rate", "0", "--exit");
    assertThat(rest.exitCode()).as("%s", rest.err()).isZero();
    assertThat(rest.summary("learned")).isEqualTo(4_000);
  }

  private MillraceProcess demo(EventFile file, String... more) {
    return MillraceProcess.start(arguments(file, more));
  }

  private Console here(EventFile file, String... more) {
    return Console.run(arguments(file, more));
  }

  private String[] arguments(EventFile file, String... more) {
    String[] common = {
      "demo", "--source", file.path().toString(), "--data-dir", folder + "/data", "--port", "0"
    };
    return Stream.concat(Stream.of(common), Stream.of(more)).toArray(String[]::new);
  }

  private static long lag(String line) {
    Matcher matcher = Pattern.compile("lag ([\\d,]+)").matcher(line);
    return matcher.find() ? Long.parseLong(matcher.group(1).replace(",", "")) : -1;
  }

  private static long learned(String address) throws IOException, InterruptedException {
    return number(address + "/v1/status", "learned");
  }

  private static long number(String url, String field) throws IOException, InterruptedException {
    String body = MillraceProcess.get(url).body();
    Matcher matcher = Pattern.compile("\"" + field + "\":(\\d+)").matcher(body);
    assertThat(matcher.find()).as("%s in %s", field, body).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
