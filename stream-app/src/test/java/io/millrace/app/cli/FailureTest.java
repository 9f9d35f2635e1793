package io.millrace.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong outside the program is told in one line that says what it is and what to do.
class FailureTest {
  private static final Duration RUN = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void aFolderOfSomethingElseIsLeftAlone() throws IOException {
    Path mine = Files.writeString(folder.resolve("thesis.txt"), "years of work");
    assertOneLine(
        Console.run("demo", "--port", "0", "--fresh", "--data-dir", folder.toString()),
        "is not empty and not a data directory of Millrace",
        "--data-dir");
    assertThat(mine).hasContent("years of work");
  }

  @Test
  void aFolderOfAnotherVersionIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("millrace.format"), "99");
    assertOneLine(
        Console.run("demo", "--port", "0", "--data-dir", folder.toString()),
        "has format 99, but this version of Millrace uses format",
        "--fresh");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertOneLine(
        Console.run("demo", "--port", "0", "--data-dir", file + "/data"),
        "cannot write to data directory '" + file,
        "--data-dir");
  }

  @Test
  void aMissingFileIsNamedBeforeAnythingStarts() {
    Path data = folder.resolve("data");
    assertOneLine(
        Console.run("demo", "--source", "no-such-file", "--data-dir", data.toString()),
        "no-such-file does not exist");
    assertThat(data).doesNotExist();
    assertOneLine(
        Console.run("demo", "--items", "no-such-items", "--data-dir", data.toString()),
        "no-such-items does not exist");
    assertThat(data).doesNotExist();
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertOneLine(
          Console.run("serve", "--port", port, "--bootstrap-servers", "127.0.0.1:1"),
          "127.0.0.1:" + port,
          "--port");
      assertOneLine(
          Console.run("broker", "--port", port, "--data-dir", folder.toString()),
          "port " + port + " is in use",
          "--port");
      Path kept = Files.writeString(folder.resolve("kept"), "");
      Files.writeString(folder.resolve("millrace.format"), "1");
      assertOneLine(
          Console.run("demo", "--fresh", "--port", port, "--data-dir", folder.toString()),
          "127.0.0.1:" + port,
          "--port");
      assertThat(kept).exists();
    }
  }

  @Test
  void aHostThatIsUnknownIsNamed() {
    assertOneLine(
        Console.run("serve", "--host", "nosuch.invalid", "--bootstrap-servers", "127.0.0.1:1"),
        "'nosuch.invalid'",
        "--host");
  }

  @Test
  void anAddressThatOthersMayNotReachIsWarnedOf() throws IOException {
    try (var taken = new ServerSocket(0)) {
      String[] serve = {
        "serve",
        "--host",
        "0.0.0.0",
        "--port",
        "" + taken.getLocalPort(),
        "--bootstrap-servers",
        "127.0.0.1:1"
      };
      assertThat(Console.run(serve).err())
          .hasSize(2)
          .first()
          .asString()
          .startsWith("millrace: other instances are told to reach this one at ")
          .contains("--advertised-host")
          .doesNotContain("0.0.0.0");
      assertOneLine(
          Console.run(
              Stream.concat(Stream.of(serve), Stream.of("--advertised-host", "me"))
                  .toArray(String[]::new)),
          "cannot listen on 0.0.0.0:" + taken.getLocalPort());
    }
  }

  @Test
  void verboseShowsWhereAFailureComesFrom() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "");
    Console console =
        Console.run("demo", "--verbose", "--port", "0", "--data-dir", folder.toString());
    assertThat(console.exitCode()).isEqualTo(1);
    assertThat(console.err()).anyMatch(line -> line.startsWith("\tat io.millrace."));
    assertThat(console.err().getLast()).startsWith("millrace: ");
  }

  @Test
  void nobodyThereToRecommendIsToldWithTheWayOut() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertOneLine(
        Console.run("recommend", "ann", "--url", "http://127.0.0.1:" + free),
        "no instance answers at http://127.0.0.1:" + free,
        "bin/millrace demo");
  }

  @Test
  void anotherServerIsNotTakenForMillrace() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, 2);
          exchange.getResponseBody().write("no".getBytes(UTF_8));
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      assertOneLine(Console.run("recommend", "ann", "--url", url), url, "status 404", "--url");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aServiceWithoutABrokerSaysSoSoonInOneLine() throws InterruptedException {
    long start = System.nanoTime();
    try (var serve =
        MillraceProcess.start("serve", "--port", "0", "--bootstrap-servers", "127.0.0.1:1")) {
      assertThat(serve.awaitExit(RUN)).isEqualTo(1);
      assertOneLine(
          serve.err(),
          "Kafka at '127.0.0.1:1' does not answer",
          "'bin/millrace broker' starts one");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void tooSmallAHeapIsToldWithTheWayOut() throws InterruptedException {
    try (var demo =
        MillraceProcess.startWithHeap(
            "64m", "demo", "--port", "0", "--data-dir", folder.resolve("data").toString())) {
      assertThat(demo.awaitExit(RUN)).isEqualTo(1);
      assertOneLine(demo.err(), "the heap is at most 64 MiB", "MILLRACE_HEAP=");
    }
  }

  private static void assertOneLine(Console console, String... parts) {
    assertThat(console.exitCode()).isEqualTo(1);
    assertThat(console.out()).isEmpty();
    assertOneLine(console.err(), parts);
  }

  private static void assertOneLine(List<String> err, String... parts) {
    // The JVM's own warning comes before the program begins.
    List<String> ours =
        err.stream().filter(line -> !line.startsWith("WARNING: Using incubator modules")).toList();
    assertThat(ours).singleElement().asString().startsWith("millrace: ").contains(parts);
  }
}
