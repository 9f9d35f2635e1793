package io.millrace.app.cli;

import io.millrace.app.run.Failures;
import io.millrace.app.run.Version;
import java.util.Locale;
import org.apache.kafka.common.errors.InterruptException;
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
      InspectCommand.class,
      EvaluateCommand.class,
      RebuildCommand.class,
      PromoteCommand.class,
      TopicsCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      RecommendCommand.class,
      BridgeCommand.class
    })
public final class Millrace {
  private Millrace() {}

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log in detail, and show where failures come from.")
  private boolean verbose;

  public static void main(String[] args) {
    // Figures look the same everywhere, for people and for scripts that read them.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Carriers.set();
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Shutdown.install();
    try {
      Shutdown.finish(run(args));
    } catch (Error failure) {
      // A JVM that ends can initialise some classes no more, of which the broker is made.
      if (!Shutdown.cutsAStartShort()) {
        failure.printStackTrace();
        Shutdown.finish(CommandLine.ExitCode.SOFTWARE);
      }
      Shutdown.finish(CommandLine.ExitCode.OK);
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
    if (Shutdown.cutsAStartShort() || (Shutdown.isRequested() && isInterrupt(failure))) {
      return CommandLine.ExitCode.OK;
    }
    if (verbose) {
      failure.printStackTrace(line.getErr());
    }
    line.getErr().println("millrace: " + Failures.line(failure));
    return CommandLine.ExitCode.SOFTWARE;
  }

  /// Whether this is what an interrupt turns into on its way through a client.
  private static boolean isInterrupt(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException || cause instanceof InterruptException) {
        return true;
      }
    }
    return false;
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
