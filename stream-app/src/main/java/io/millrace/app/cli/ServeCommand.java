package io.millrace.app.cli;

import io.millrace.app.run.Application;
import io.millrace.app.run.Hosts;
import io.millrace.producer.mapping.Mapping;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// One instance against a Kafka cluster, until it is stopped.
@Command(name = "serve", description = "Run one instance against a Kafka cluster.")
final class ServeCommand implements Callable<Integer> {
  private static final long HEALTH_MILLIS = 200;

  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private ClusterOptions.LearnOptions learn = new ClusterOptions.LearnOptions();
  @Mixin private EventMapOption eventMap = new EventMapOption();

  @Option(
      names = "--host",
      defaultValue = "${env:MILLRACE_HOST:-127.0.0.1}",
      description = "Address to listen on (env MILLRACE_HOST; default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "${env:MILLRACE_PORT:-8080}",
      description =
          "Port to listen on, 0 for any free one (env MILLRACE_PORT; default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--advertised-host",
      defaultValue = "${env:MILLRACE_ADVERTISED_HOST:-" + Option.NULL_VALUE + "}",
      description =
          "Name by which other instances reach this one (env MILLRACE_ADVERTISED_HOST; default: --host, or this machine's address if that is a wildcard such as 0.0.0.0).")
  private @Nullable String advertisedHost;

  @Option(
      names = "--state-dir",
      defaultValue = "${env:MILLRACE_STATE_DIR:-${sys:java.io.tmpdir}/millrace-state}",
      description =
          "For Kafka Streams' own files (env MILLRACE_STATE_DIR; default: ${DEFAULT-VALUE}). Two"
              + " instances on one machine need two.")
  private Path stateDir = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Usage.requirePort(spec, port);
    Logs.starting();
    PrintWriter out = Output.of(spec);
    String advertised = advertisedHost == null ? host : advertisedHost;
    var settings = cluster.settings(learn, stateDir, host, port, advertised);
    if (Hosts.isWildcard(advertised)) {
      warnOfWildcard(settings.advertisedHost());
    }
    Map<String, Mapping> mappings = eventMap.mappings();
    Shutdown.handle();
    try (var application = Shutdown.interruptibly(() -> Application.start(settings, mappings))) {
      Logs.service();
      Shutdown.started();
      Shutdown.takes(settings.group().drainMillis());
      out.printf("Millrace is ready on http://%s:%d%n", host, application.port());
      out.flush();
      while (!Shutdown.sleep(HEALTH_MILLIS)) {
        application.requireHealthy();
      }
    }
    return 0;
  }

  private void warnOfWildcard(String standIn) {
    PrintWriter err = Output.errorOf(spec);
    err.printf(
        "millrace: other instances are told to reach this one at %s: set --advertised-host (env MILLRACE_ADVERTISED_HOST) to another name if they cannot%n",
        standIn);
    err.flush();
  }
}
