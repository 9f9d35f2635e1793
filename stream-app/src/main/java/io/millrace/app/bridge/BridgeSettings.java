package io.millrace.app.bridge;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.StartException;
import io.millrace.producer.mapping.Mapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Everything that a bridge is told at its start.
///
/// @param kafka the cluster, the topics of Millrace, and the bridge's application id, which names
///   the group and the dead-letter topic
/// @param from topics whose records are read, at least one
/// @param mapping of their records
/// @param format of their records
/// @param schemas folders and URLs of registries
/// @param schemasConfig how to log in to the registries
/// @param threads that read, 1 to 64
/// @param stateDir for Kafka Streams' own files
/// @param host on which HTTP listens
/// @param port on which it listens, 0 for any free one, negative for no HTTP
public record BridgeSettings(
    AppSettings kafka,
    List<String> from,
    Mapping mapping,
    Format format,
    List<String> schemas,
    Map<String, String> schemasConfig,
    int threads,
    Path stateDir,
    String host,
    int port) {
  private static final int MAX_THREADS = 64;

  /// @throws StartException if the bridge would read what it writes, or could not read anything
  /// @throws IllegalArgumentException naming the setting and its value if it is out of range
  public BridgeSettings {
    from = from.stream().map(String::strip).distinct().toList();
    schemas = List.copyOf(schemas);
    schemasConfig = Map.copyOf(schemasConfig);
    if (from.isEmpty() || from.contains("")) {
      throw new IllegalArgumentException("from names no topic");
    }
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads is %d, but must be between 1 and %d".formatted(threads, MAX_THREADS));
    }
    requireOther(from, target(kafka, mapping), "is where the bridge writes");
    requireOther(from, kafka.deadLetterTopic(), "is where its dead letters go");
    if (format.needsSchemas() && schemas.isEmpty()) {
      throw new StartException(
          "--format %s needs the schemas: name a folder or the URL of a registry with --schemas"
              .formatted(format.name().toLowerCase(Locale.ROOT)));
    }
  }

  private static void requireOther(List<String> from, String topic, String why) {
    if (from.contains(topic)) {
      throw new StartException(
          "--from names '%s', which %s, so it would read its own records for ever: name the topic that others write to"
              .formatted(topic, why));
    }
  }

  /// The topic that is written.
  String target() {
    return target(kafka, mapping);
  }

  private static String target(AppSettings kafka, Mapping mapping) {
    return switch (mapping.target()) {
      case INTERACTIONS -> kafka.interactionsTopic();
      case ITEMS -> kafka.itemsTopic();
      case USERS -> kafka.usersTopic();
    };
  }
}
