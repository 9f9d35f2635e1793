package io.millrace.app.ops;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Programs of this machine that tests run.
public final class Tools {
  private static final long MAX_SECONDS = 60;

  private Tools() {}

  /// The program of a name, or the test is skipped; where `CI` is `true` it fails.
  public static Path require(String name) {
    return find(name).orElseGet(() -> missing(name));
  }

  /// The command that runs Docker Compose, alone or as a plugin of `docker`. No engine is needed.
  static List<String> requireCompose() throws IOException, InterruptedException {
    Optional<Path> docker = find("docker");
    if (docker.isPresent()) {
      String program = docker.get().toString();
      if (run(root(), program, "compose", "version").startsWith("0\n")) {
        return List.of(program, "compose");
      }
    }
    return List.of(require("docker-compose").toString());
  }

  private static Optional<Path> find(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A Python that has a module, which Debian's own gets from a package.
  public static Path requirePython(String module, String debianPackage)
      throws IOException, InterruptedException {
    for (Path python : List.of(Path.of("/usr/bin/python3"), require("python3"))) {
      if (Files.isExecutable(python)
          && run(root(), python.toString(), "-c", "import " + module).startsWith("0\n")) {
        return python;
      }
    }
    return missing(debianPackage);
  }

  private static Path missing(String name) {
    String message = name + " is not installed, so this is not tested: install " + name;
    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
  }

  /// Runs a program to its end.
  ///
  /// @return what it printed, behind its exit code and a line break
  public static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail(String.join(" ", command) + " did not end within " + MAX_SECONDS + " s");
    }
    return process.exitValue() + "\n" + output;
  }

  /// The root of the project.
  static Path root() {
    return Path.of(System.getProperty("millrace.root", ".")).toAbsolutePath().normalize();
  }
}
