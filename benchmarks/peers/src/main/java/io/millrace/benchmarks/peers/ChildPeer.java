package io.millrace.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A peer in C++, as a child process; `peer.h` has the protocol. It ends when its standard input is
/// closed, and with it when this JVM ends in whatever way.
final class ChildPeer implements Contender {
  private static final String READY = "ready";
  private static final int SECONDS_TO_END = 10;

  private final String name;
  private final Process process;
  private final BufferedReader output;
  private final Writer input;
  private final String description;

  /// Starts a peer and waits until it has loaded the vectors.
  ///
  /// @param environment more variables
  /// @throws UncheckedIOException if it does not start
  ChildPeer(String name, Path program, Path vectors, Map<String, String> environment) {
    this.name = name;
    var builder = new ProcessBuilder(program.toString(), vectors.toString());
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      process = builder.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    output = process.inputReader();
    input = process.outputWriter();
    String first = readLine();
    if (!first.startsWith(READY)) {
      throw new IllegalStateException("%s began with '%s'".formatted(name, first));
    }
    description = first.substring(READY.length()).trim();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public double[] run() {
    return Arrays.stream(ask("run").split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Override
  public int[] answers() {
    return Arrays.stream(ask("answers").split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  private String ask(String question) {
    try {
      input.write(question + "\n");
      input.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(name + " does not listen any more", failure);
    }
    return readLine();
  }

  private String readLine() {
    try {
      String line = output.readLine();
      if (line == null) {
        throw new IllegalStateException(name + " ended");
      }
      return line;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    try {
      input.close();
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException alreadyGone) {
      process.destroyForcibly();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
