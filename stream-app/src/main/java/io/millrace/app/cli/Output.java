package io.millrace.app.cli;

import java.io.Console;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Where commands print.
final class Output {
  private Output() {}

  static PrintWriter of(@Nullable CommandSpec spec) {
    return commandLine(spec).getOut();
  }

  static PrintWriter errorOf(@Nullable CommandSpec spec) {
    return commandLine(spec).getErr();
  }

  /// Whether a person watches, so that a line may be drawn over.
  @SuppressWarnings("SystemConsoleNull") // one checker says never null, the other maybe
  static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  static CommandLine commandLine(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("commands are run by picocli, which sets their spec");
    }
    return spec.commandLine();
  }
}
