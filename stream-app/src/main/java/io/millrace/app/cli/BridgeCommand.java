package io.millrace.app.cli;

import io.millrace.app.bridge.Bridge;
import io.millrace.app.bridge.BridgeSettings;
import io.millrace.app.bridge.Format;
import io.millrace.producer.mapping.Mapping;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Makes events, items or users of the records of any topic, until it is stopped.
@Command(
    name = "bridge",
    description = {
      "Make events, items or users of the records of any topic, as a mapping says, exactly once.",
      "Keys, partitions and partitioners of the source do not matter. Several instances share the"
          + " partitions."
    })
final class BridgeCommand implements Callable<Integer> {
  private static final long HEALTH_MILLIS = 200;

  @Mixin private TopicOptions topics = new TopicOptions();

  @Option(
      names = "--from",
      required = true,
      split = ",",
      paramLabel = "TOPIC",
      description = "Topics to read, separated by commas; repeatable.")
  private List<String> from = new ArrayList<>();

  @Option(
      names = "--map",
      required = true,
      paramLabel = "FILE",
      description =
          "The mapping: where in a record user, item, type, value and time are, and whether it makes"
              + " events, items or users.")
  private Path map = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "auto",
      description =
          "What the records are: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, as each shows"
              + " itself to be).")
  private Format format = Format.AUTO;

  @Option(
      names = "--schemas",
      defaultValue = "${env:MILLRACE_SCHEMAS:-" + Option.NULL_VALUE + "}",
      paramLabel = "DIR|URL",
      description =
          "Schemas of Avro and Protobuf: a folder of files such as 7.avsc or 7.desc, called by the"
              + " id, or the URL of a registry; repeatable, the first that has an id counts (env"
              + " MILLRACE_SCHEMAS).")
  private @Nullable List<String> schemas;

  @Option(
      names = "--schemas-config",
      defaultValue = "${env:MILLRACE_SCHEMAS_CONFIG:-" + Option.NULL_VALUE + "}",
      paramLabel = "FILE",
      description =
          "Properties with the login of the registry: basic.auth.user.info=NAME:PASSWORD or"
              + " bearer.auth.token=TOKEN (env MILLRACE_SCHEMAS_CONFIG).")
  private @Nullable Path schemasConfig;

  @Option(
      names = "--application-id",
      defaultValue = "${env:MILLRACE_BRIDGE_ID:-" + Option.NULL_VALUE + "}",
      description =
          "Names the group and the dead-letter topic of the bridge (env MILLRACE_BRIDGE_ID; default:"
              + " millrace-bridge-TOPIC).")
  private @Nullable String applicationId;

  @Option(
      names = "--threads",
      defaultValue = "${env:MILLRACE_THREADS:-1}",
      description = "Threads that read (env MILLRACE_THREADS; default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--host",
      defaultValue = "${env:MILLRACE_HOST:-127.0.0.1}",
      description = "Address to listen on (env MILLRACE_HOST; default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "${env:MILLRACE_BRIDGE_PORT:-0}",
      description =
          "Port for /metrics, /health/live and /health/ready, 0 for any free one (env"
              + " MILLRACE_BRIDGE_PORT; default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--state-dir",
      defaultValue = "${env:MILLRACE_STATE_DIR:-${sys:java.io.tmpdir}/millrace-state}",
      description =
          "For Kafka Streams' own files (env MILLRACE_STATE_DIR; default: ${DEFAULT-VALUE}).")
  private Path stateDir = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Usage.requirePort(spec, port);
    Logs.starting();
    PrintWriter out = Output.of(spec);
    BridgeSettings settings = settings();
    Shutdown.handle();
    try (var bridge = Shutdown.interruptibly(() -> Bridge.start(settings))) {
      Logs.service();
      Shutdown.started();
      out.printf(
          "The bridge reads %s and writes %s; http://%s:%d/metrics%n",
          String.join(", ", settings.from()), bridge.target(), host, bridge.port());
      out.flush();
      while (!Shutdown.sleep(HEALTH_MILLIS)) {
        bridge.requireHealthy();
      }
      bridge.stop();
      out.println(bridge.summary());
      out.flush();
    }
    return 0;
  }

  private BridgeSettings settings() {
    String id =
        applicationId == null
            ? "millrace-bridge-" + from.stream().map(String::strip).collect(Collectors.joining("-"))
            : applicationId;
    Mapping mapping = Mapping.load(map);
    try {
      return new BridgeSettings(
          ClusterOptions.bridge(topics, id),
          from,
          mapping,
          format,
          schemas == null ? List.of() : schemas,
          schemasConfig == null
              ? Map.of()
              : TopicOptions.properties("--schemas-config", schemasConfig),
          threads,
          stateDir,
          host,
          port);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          Output.commandLine(spec), "--" + String.valueOf(wrong.getMessage()), wrong);
    }
  }
}
