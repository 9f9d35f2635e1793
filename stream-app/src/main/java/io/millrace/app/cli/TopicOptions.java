package io.millrace.app.cli;

import io.millrace.app.run.StartException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The Kafka cluster and the topics of Millrace.
final class TopicOptions {
  @Option(
      names = "--bootstrap-servers",
      defaultValue = "${env:MILLRACE_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
      description = "Kafka cluster (env MILLRACE_BOOTSTRAP_SERVERS; default: ${DEFAULT-VALUE}).")
  private String bootstrapServers = "";

  @Option(
      names = "--interactions-topic",
      defaultValue = "${env:MILLRACE_INTERACTIONS_TOPIC:-interactions}",
      description =
          "Topic of events, keyed by user (env MILLRACE_INTERACTIONS_TOPIC; default: ${DEFAULT-VALUE}).")
  private String interactionsTopic = "";

  @Option(
      names = "--items-topic",
      defaultValue = "${env:MILLRACE_ITEMS_TOPIC:-items}",
      description = "Topic of item details (env MILLRACE_ITEMS_TOPIC; default: ${DEFAULT-VALUE}).")
  private String itemsTopic = "";

  @Option(
      names = "--users-topic",
      defaultValue = "${env:MILLRACE_USERS_TOPIC:-users}",
      description =
          "Topic of user details and erasures, keyed by user (env MILLRACE_USERS_TOPIC; default: ${DEFAULT-VALUE}).")
  private String usersTopic = "";

  @Option(
      names = "--client-config",
      defaultValue = "${env:MILLRACE_CLIENT_CONFIG:-" + Option.NULL_VALUE + "}",
      paramLabel = "FILE",
      description =
          "Properties for every Kafka client, such as those of security (env MILLRACE_CLIENT_CONFIG).")
  private @Nullable Path clientConfig;

  String bootstrapServers() {
    return bootstrapServers;
  }

  String interactionsTopic() {
    return interactionsTopic;
  }

  String itemsTopic() {
    return itemsTopic;
  }

  String usersTopic() {
    return usersTopic;
  }

  Map<String, String> clientConfig() {
    return clientConfig == null ? Map.of() : properties("--client-config", clientConfig);
  }

  /// What a file of properties says.
  ///
  /// @param option that names it
  static Map<String, String> properties(String option, Path file) {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException failure) {
      throw new StartException("cannot read %s '%s'".formatted(option, file), failure);
    }
    Map<String, String> config = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> config.put(name, properties.getProperty(name)));
    return config;
  }
}
