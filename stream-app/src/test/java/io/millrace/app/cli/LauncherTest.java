package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The script `bin/millrace`, in an installation made of what is under test.
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final List<String> TOOLS =
      List.of("bash", "dirname", "readlink", "sed", "head", "ls", "env", "cat");

  @TempDir private Path folder;
  private Path script = Path.of("");
  private Path tools = Path.of("");
  private Path jdks = Path.of("");

  private record Ran(int exitCode, List<String> out, List<String> err, Path errFile) {}

  @BeforeEach
  void install() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("installed here/bin"));
    Path lib = Files.createDirectories(folder.resolve("installed here/lib"));
    script =
        Files.copy(
            Path.of(System.getProperty("millrace.root"), "bin", "millrace"),
            bin.resolve("millrace"));
    // Its jars are one that leads to everything under test.
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    try (OutputStream file = Files.newOutputStream(lib.resolve("stream-app-0.jar"))) {
      new JarOutputStream(file, manifest).close();
    }
    tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : TOOLS) {
      command(tools.resolve(tool), "exec %s \"$@\"".formatted(find(tool)));
    }
    jdks = Files.createDirectory(folder.resolve("jdks"));
  }

  @Test
  void aJdkThatIsTooOldIsPassedOver() throws IOException, InterruptedException {
    Path old = fakeJdk("old", "17.0.1");
    fakeJdk("jdks/older", "1.8.0_402");
    command(
        Files.createDirectories(jdks.resolve("right/bin")).resolve("java"),
        "exec %s/bin/java \"$@\"".formatted(JDK));
    Ran ran = run(Map.of("JAVA_HOME", old.toString()), folder, script, "--version");
    assertThat(ran.exitCode()).as("%s", ran).isZero();
    assertThat(ran.out()).singleElement().asString().startsWith("millrace ");
  }

  @Test
  void withoutAJdkItSaysWhatIsMissing() throws IOException, InterruptedException {
    Path old = fakeJdk("jdks/old", "17.0.1");
    for (Map<String, String> environment :
        List.of(Map.<String, String>of(), Map.of("JAVA_HOME", old.toString()))) {
      Ran ran = run(environment, folder, script, "--version");
      assertThat(ran.exitCode()).isEqualTo(1);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err())
          .singleElement()
          .asString()
          .contains("no JDK 25 or newer found", "JAVA_HOME");
    }
  }

  @Test
  void itWorksThroughALinkFromAnyFolder() throws IOException, InterruptedException {
    Path elsewhere = Files.createDirectory(folder.resolve("else where"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("direct"), script);
    Path chained = Files.createSymbolicLink(elsewhere.resolve("chained"), Path.of("direct"));
    var environment = Map.of("JAVA_HOME", JDK.toString());
    for (Path called : List.of(link, chained)) {
      Ran ran = run(environment, elsewhere, called, "--help");
      assertThat(ran.exitCode()).as("%s", ran).isZero();
      assertThat(ran.out()).anyMatch(line -> line.startsWith("Usage: millrace"));
    }
    Ran wrong = run(environment, elsewhere, Path.of("./chained"), "demo", "--rate", "x");
    assertThat(wrong.exitCode()).isEqualTo(2);
  }

  @Test
  void theSizeOfTheHeapIsPassedOn() throws IOException, InterruptedException {
    Path recorder = fakeJdk("recorder", "25.0.1");
    String home = recorder.toString();
    assertThat(run(Map.of("JAVA_HOME", home), folder, script, "demo", "a b").out())
        .contains("-Xmx512m", "a b");
    assertThat(run(Map.of("JAVA_HOME", home, "MILLRACE_HEAP", "3g"), folder, script, "serve").out())
        .contains("-Xmx3g", "-XX:+ExitOnOutOfMemoryError");
    assertThat(run(Map.of("JAVA_HOME", home), folder, script, "serve").out())
        .noneMatch(argument -> argument.startsWith("-Xmx"));
  }

  @Test
  void theWarningOfTheIncubatorIsLeftOutAndNothingElse() throws Exception {
    Path home = folder.resolve("talker");
    command(
        Files.createDirectories(home.resolve("bin")).resolve("java"),
        """
        if [ "$1" = -version ]; then echo 'openjdk version "25.0.1" 2025-01-01' >&2; exit; fi
        echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=y' >&2
        echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
        echo 'first' >&2
        printf 'no end of line' >&2
        exit 3
        """);
    Ran ran = run(Map.of("JAVA_HOME", home.toString()), folder, script, "serve");
    assertThat(ran.exitCode()).isEqualTo(3);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(Files.readAllLines(ran.errFile()))
                    .containsExactly(
                        "Picked up JAVA_TOOL_OPTIONS: -Dx=y", "first", "no end of line"));
  }

  @Test
  void theVersionIsToldWithoutABuildOrAJdk() throws IOException, InterruptedException {
    Path root = folder.resolve("installed here");
    Files.delete(root.resolve("lib/stream-app-0.jar"));
    Files.writeString(root.resolve("pom.xml"), "<project>\n  <version>9.9</version>\n</project>\n");
    Ran version = run(Map.of(), folder, script, "--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).containsExactly("millrace 9.9");
    Ran help = run(Map.of(), folder, script, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out().getFirst()).startsWith("Usage: millrace");
  }

  private Ran run(Map<String, String> environment, Path from, Path called, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tools.resolve("bash").toString()));
    command.add(called.toString());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    var builder =
        new ProcessBuilder(command)
            .directory(from.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("MILLRACE_JDKS", jdks.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err), err);
  }

  /// A folder that looks like a JDK of a version; run for anything else it prints its arguments.
  private Path fakeJdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    command(
        Files.createDirectories(home.resolve("bin")).resolve("java"),
        """
        if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-01-01' >&2; exit; fi
        printf '%%s\\n' "$@"
        """
            .formatted(version));
    return home;
  }

  private static void command(Path path, String script) throws IOException {
    Files.writeString(path, "#!" + find("bash") + "\n" + script + "\n");
    assertThat(path.toFile().setExecutable(true)).isTrue();
  }

  private static Path find(String tool) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static String classPath() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }
}
