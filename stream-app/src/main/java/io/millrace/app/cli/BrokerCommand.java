package io.millrace.app.cli;

import io.millrace.app.run.DataDirectory;
import io.millrace.app.run.EmbeddedBroker;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The embedded broker alone, until it is stopped.
@Command(
    name = "broker",
    description = "Run the embedded Kafka broker alone, for trying things out.")
final class BrokerCommand implements Callable<Integer> {
  private static final long WAIT_MILLIS = 1_000;

  @Option(
      names = "--data-dir",
      defaultValue = "millrace-data",
      description = "Where its log lies (default: ${DEFAULT-VALUE}).")
  private Path dataDir = Path.of("");

  @Option(
      names = "--port",
      defaultValue = "9092",
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--fresh", description = "Delete what the data directory holds first.")
  private boolean fresh;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Usage.requirePort(spec, port);
    Shutdown.handle();
    try (var directory = DataDirectory.open(dataDir, fresh);
        var broker = EmbeddedBroker.start(directory.broker(), port)) {
      Output.of(spec).printf("Kafka listens on %s%n", broker.bootstrapServers());
      Output.of(spec).flush();
      while (!Shutdown.sleep(WAIT_MILLIS)) {
        // Serves until it is stopped.
      }
    }
    return 0;
  }
}
