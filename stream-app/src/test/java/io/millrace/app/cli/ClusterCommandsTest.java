package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The commands that work against a cluster, together.
class ClusterCommandsTest {
  private static final long SEED = 5;
  private static final Duration RUN = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(10);

  @TempDir private Path folder;

  @Test
  void aFileIsReplayedIntoAServiceThatRecommendsByTitle() throws IOException, InterruptedException {
    EventFile events = EventFile.write(folder.resolve("u.data"), 600, SEED);
    Path titles = folder.resolve("items.tsv");
    Files.write(
        titles,
        IntStream.rangeClosed(-1, 119)
            .mapToObj(item -> item < 0 ? "item\ttitle" : "i" + item + "\tThe Tale of " + item)
            .toList());
    try (var broker =
        MillraceProcess.start("broker", "--port", "0", "--data-dir", folder.resolve("b") + "")) {
      String servers = awaitServers(broker);
      Console made = cluster(servers, "topics", "create", "--partitions", "2");
      assertThat(made.exitCode()).as("%s", made.err()).isZero();
      assertThat(made.out()).containsExactly("Made interactions, items, users.");
      assertThat(cluster(servers, "topics", "create").out())
          .containsExactly("The topics exist already.");

      try (var serve = serve(servers)) {
        String address = serve.awaitAddress();
        Console replay =
            cluster(servers, "replay", events.path() + "", "--items", titles + "", "--rate", "0");
        assertThat(replay.exitCode()).as("%s", replay.err()).isZero();
        assertThat(replay.out())
            .containsExactly("sent 120 items", "sent 600 events, left out 0 malformed lines");
        Console simulate = cluster(servers, "simulate", "--rate", "0", "--events", "300");
        assertThat(simulate.exitCode()).as("%s", simulate.err()).isZero();
        assertThat(simulate.out()).containsExactly("sent 300 events, left out 0 malformed lines");
        await().atMost(RUN).until(() -> learned(address) == 900);

        String user = events.byUser().keySet().iterator().next();
        Console table = Console.run("recommend", user, "--url", address, "-k", "3");
        assertThat(table.exitCode()).as("%s", table.err()).isZero();
        assertThat(table.out()).hasSize(5);
        assertThat(table.out().getFirst()).isEqualTo(user + " (personal)");
        assertThat(table.out().get(1)).matches("rank +score +item +title");
        assertThat(table.out().subList(2, 5))
            .allMatch(line -> line.matches(" +\\d +-?\\d+\\.\\d{4} +\\S+ +\\S.*"));
        Console none = Console.run("recommend", user, "--url", address + "/rec/");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err())
            .singleElement()
            .asString()
            .contains(address + "/rec/ answers:", "path '/rec/v1/users/" + user);

        serve.terminate();
        assertThat(serve.awaitExit(STOP)).as("%s", serve.err()).isZero();
      }
      broker.terminate();
      assertThat(broker.awaitExit(STOP)).as("%s", broker.err()).isZero();
    }
  }

  @Test
  @ExtendWith(SharedBroker.class)
  void aReplayCanKeepThePaceAtWhichThingsHappened(SharedBroker.Cluster broker) throws IOException {
    String[] topics = topics(broker, "paced");
    Path file =
        Files.write(
            folder.resolve("slow.tsv"),
            List.of("u1\ti1\t5\t880000000", "u1\ti2\t5\t880000010", "u2\ti1\t5\t880000030"));
    long startNanos = System.nanoTime();
    Console replay = Console.run(with(topics, "replay", file + "", "--speed", "20x"));
    assertThat(replay.exitCode()).as("%s", replay.err()).isZero();
    assertThat(replay.out()).containsExactly("sent 3 events, left out 0 malformed lines");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThan(Duration.ofMillis(1_500));
  }

  @Test
  @ExtendWith(SharedBroker.class)
  void aReplayOfAStreamThatFallsSilentStopsWhenItIsAsked(SharedBroker.Cluster broker)
      throws IOException, InterruptedException {
    String[] topics = topics(broker, "silent");
    try (var replay = MillraceProcess.start(with(topics, "replay", "-"))) {
      replay.type("u1\ti1\t5\t880000000\nu1\ti2\t5\t880000010\nu1\ti2\t5\n");
      // The third line is read once the events before it are sent.
      await().atMost(RUN).until(() -> replay.err().stream().anyMatch(line -> line.contains(":3:")));
      replay.terminate();
      // Ten seconds are what a stop takes that waits for the stream in vain.
      assertThat(replay.awaitExit(Duration.ofSeconds(8))).as("%s", replay.err()).isZero();
      assertThat(replay.out()).containsExactly("sent 2 events, left out 1 malformed lines");
    }
  }

  @Test
  @ExtendWith(SharedBroker.class)
  void aMissingTopicIsNamedWithTheCommandThatMakesIt(SharedBroker.Cluster broker)
      throws IOException {
    Path file = EventFile.write(folder.resolve("u.data"), 3, SEED).path();
    String[] missing = {
      "--bootstrap-servers", broker.bootstrapServers(), "--interactions-topic", "nowhere"
    };
    topics(broker, "present");
    for (String[] command :
        List.of(
            with(missing, "serve", "--port", "0"),
            with(missing, "replay", file + "", "--items-topic", "present-items"),
            with(missing, "simulate", "--items-topic", "present-items"))) {
      Console console = Console.run(command);
      assertThat(console.exitCode()).isEqualTo(1);
      assertThat(ours(console))
          .singleElement()
          .asString()
          .startsWith("millrace: topic '")
          .contains("does not exist on", "'bin/millrace topics create'");
    }
  }

  @Test
  @ExtendWith(SharedBroker.class)
  void aStrictReplaySendsNothingOfAFileWithAMalformedLine(SharedBroker.Cluster broker)
      throws IOException {
    String[] topics = topics(broker, "strict");
    Path file =
        Files.write(folder.resolve("bad.tsv"), List.of("u1\ti1\t5\t880000000", "u1\ti2\t5"));
    Console strict = Console.run(with(topics, "replay", file + "", "--strict"));
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(ours(strict)).singleElement().asString().contains(file + ", line 2: ");
    Console lenient = Console.run(with(topics, "replay", file + ""));
    assertThat(lenient.exitCode()).isZero();
    assertThat(lenient.out()).containsExactly("sent 1 events, left out 1 malformed lines");
  }

  private MillraceProcess serve(String servers) {
    return MillraceProcess.start(
        "serve",
        "--port",
        "0",
        "--bootstrap-servers",
        servers,
        "--state-dir",
        folder.resolve("state").toString());
  }

  private static Console cluster(String servers, String... command) {
    return Console.run(with(new String[] {"--bootstrap-servers", servers}, command));
  }

  /// Makes topics of their own for a test and returns the options that name them.
  private static String[] topics(SharedBroker.Cluster broker, String name) {
    String[] options = {
      "--bootstrap-servers",
      broker.bootstrapServers(),
      "--application-id",
      name,
      "--interactions-topic",
      name + "-events",
      "--items-topic",
      name + "-items",
      "--users-topic",
      name + "-users"
    };
    assertThat(Console.run(with(options, "topics", "create")).exitCode()).isZero();
    return options;
  }

  /// Without the log of the broker in this JVM.
  private static List<String> ours(Console console) {
    return console.err().stream().filter(line -> line.startsWith("millrace: ")).toList();
  }

  static String[] with(String[] options, String... command) {
    return Stream.of(command, options).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static String awaitServers(MillraceProcess broker) {
    await().atMost(RUN).until(() -> !broker.isAlive() || !broker.out().isEmpty());
    assertThat(broker.out()).as("%s", broker.err()).isNotEmpty();
    return broker.out().getFirst().replace("Kafka listens on ", "");
  }

  private static long learned(String address) throws IOException, InterruptedException {
    Matcher matcher =
        Pattern.compile("\"learned\":(\\d+)")
            .matcher(MillraceProcess.get(address + "/v1/status").body());
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
