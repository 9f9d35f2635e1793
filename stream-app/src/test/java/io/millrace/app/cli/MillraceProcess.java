package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The program in a JVM of its own, as a user starts it, which a test may kill.
public final class MillraceProcess implements AutoCloseable {
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String MILLRACE = "io.millrace.app.cli.Millrace";

  /// What every JVM is started with by `bin/millrace`.
  private static final List<String> LAUNCHER_OPTIONS = launcherOptions();

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  private MillraceProcess(Process process) {
    this.process = process;
    this.readers =
        List.of(collect(process.getInputStream(), out), collect(process.getErrorStream(), err));
  }

  private static List<String> launcherOptions() {
    Path launcher = Path.of(System.getProperty("millrace.root"), "bin", "millrace");
    try (Stream<String> lines = Files.lines(launcher)) {
      return lines
          .filter(line -> line.startsWith("  --") || line.startsWith("  -XX:"))
          .flatMap(line -> Stream.of(line.replace("\\", "").strip().split(" ")))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public static MillraceProcess start(String... arguments) {
    return startWithHeap("512m", arguments);
  }

  public static MillraceProcess startWithHeap(String heap, String... arguments) {
    List<String> options = new ArrayList<>(LAUNCHER_OPTIONS);
    options.add("-Xmx" + heap);
    return start(options, MILLRACE, arguments);
  }

  /// Another program of the class path, with the JVM's own options but for the heap.
  public static MillraceProcess startOther(String mainClass, String heap, String... arguments) {
    return start(List.of("-Xmx" + heap), mainClass, arguments);
  }

  /// A process whose JVM lacks what SIMD takes.
  static MillraceProcess startWithoutVectorModule(String... arguments) {
    List<String> options = new ArrayList<>(LAUNCHER_OPTIONS);
    int module = options.indexOf("--add-modules");
    options.subList(module, module + 2).clear();
    options.add("-Xmx512m");
    return start(options, MILLRACE, arguments);
  }

  private static MillraceProcess start(
      List<String> jvmOptions, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(Arrays.asList(arguments));
    try {
      return new MillraceProcess(new ProcessBuilder(command).start());
    } catch (IOException failure) {
      throw new IllegalStateException("cannot start a JVM", failure);
    }
  }

  private static Thread collect(InputStream stream, List<String> lines) {
    // Reading a pipe blocks: virtual threads would need a spare carrier for each.
    return Thread.ofPlatform()
        .daemon()
        .name("output")
        .start(
            () -> {
              try (var reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
              } catch (IOException | RuntimeException ended) {
                // A killed process ends its streams in any way it likes.
              }
            });
  }

  /// Waits until the process says where it listens.
  public String awaitAddress() {
    return awaitAddress(READY_TIMEOUT);
  }

  /// Waits for so long at most until the process says where it listens.
  public String awaitAddress(Duration patience) {
    return awaitOutput("(http://127\\.0\\.0\\.1:\\d+)", patience);
  }

  /// Waits until the process prints a line in which the pattern is found.
  ///
  /// @return what its first group holds
  public String awaitOutput(String regex) {
    return awaitOutput(regex, READY_TIMEOUT);
  }

  private String awaitOutput(String regex, Duration patience) {
    Pattern pattern = Pattern.compile(regex);
    await()
        .atMost(patience)
        .until(() -> !process.isAlive() || out.stream().anyMatch(pattern.asPredicate()));
    Matcher matcher = pattern.matcher(String.join("\n", out));
    assertThat(matcher.find()).as("'%s' in %s %s", regex, out, err).isTrue();
    return matcher.group(1);
  }

  /// Writes to the standard input of the process and leaves it open.
  void type(String text) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /// Waits until the process ends by itself.
  public int awaitExit(Duration timeout) throws InterruptedException {
    assertThat(process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS))
        .as("ends within %s: %s %s", timeout, out, err)
        .isTrue();
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Sends a signal by name, such as `STOP`.
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /// What Ctrl-C does too. By way of the handle, since the process itself would close its output.
  public void terminate() {
    process.toHandle().destroy();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public List<String> out() {
    return out;
  }

  public List<String> err() {
    return err;
  }

  /// The number behind a name in the summary.
  long summary(String name) {
    return Console.summary(name, out, err);
  }

  static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
