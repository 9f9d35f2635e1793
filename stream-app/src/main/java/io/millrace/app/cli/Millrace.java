package io.millrace.app.cli;

import io.millrace.app.run.Failures;
import io.millrace.app.run.Version;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The program. Exit codes: 0 fine, 1 failed, 2 wrong usage.
@Command(
    name = "millrace",
    description = "A streaming online recommender on Kafka Streams.",
    mixinStandardHelpOptions = true,
    versionProvider = Millrace.VersionProvider.class,
    scope = ScopeType.INHERIT,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      BrokerCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      TopicsCommand.class,
      RecommendCommand.class
    })
public final class Millrace {
  private Millrace() {}

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log in detail, and show where failures come from.")
  private boolean verbose;

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Shutdown.install();
    try {
      Shutdown.finish(run(args));
    } catch (Error failure) {
      // A JVM that is told to stop while it starts cannot load classes any more: no news either.
      if (!Shutdown.isRequested()) {
        failure.printStackTrace();
      }
      Shutdown.finish(
          Shutdown.isRequested() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE);
    }
  }

  static int run(String... args) {
    var program = new Millrace();
    var commandLine = new CommandLine(program);
    commandLine.setExecutionStrategy(
        parsed -> {
          program.setLogLevels();
          return new CommandLine.RunLast().execute(parsed);
        });
    commandLine.setExecutionExceptionHandler(
        (failure, line, parsed) -> program.fail(failure, line));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine.execute(args);
  }

  private int fail(Exception failure, CommandLine line) {
    if (verbose) {
      failure.printStackTrace(line.getErr());
    }
    if (Shutdown.isRequested()) {
      // A start that is cut short fails in many ways, of which none is news.
      return CommandLine.ExitCode.OK;
    }
    line.getErr().println("millrace: " + Failures.line(failure));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private void setLogLevels() {
    if (verbose) {
      Logs.verbose();
    }
  }

  /// Tells the version of the build.
  static final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"millrace " + Version.current()};
    }
  }
}
