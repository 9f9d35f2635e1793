package io.millrace.app.cli;

import io.millrace.app.run.GroupSettings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/// Options of how instances share the partitions.
final class GroupOptions {
  private static final String SHORTEST = "auto";

  @Option(
      names = "--standbys",
      defaultValue = "${env:MILLRACE_STANDBYS:-1}",
      paramLabel = "N",
      description =
          "Copies of each partition that other instances keep, from which users are answered when"
              + " its own instance dies (env MILLRACE_STANDBYS; default: ${DEFAULT-VALUE}).")
  private int standbys = GroupSettings.DEFAULT_STANDBYS;

  @Option(
      names = "--session-timeout",
      defaultValue = "${env:MILLRACE_SESSION_TIMEOUT:-auto}",
      paramLabel = "MILLIS",
      description =
          "After how long a silent instance counts as dead, or auto for the shortest time that the"
              + " broker allows from 3000 on (env MILLRACE_SESSION_TIMEOUT; default:"
              + " ${DEFAULT-VALUE}).")
  private String sessionTimeout = SHORTEST;

  @Option(
      names = "--drain",
      defaultValue = "${env:MILLRACE_DRAIN:-2000}",
      paramLabel = "MILLIS",
      description =
          "How long an instance that is asked to stop goes on answering, not ready, before it"
              + " leaves (env MILLRACE_DRAIN; default: ${DEFAULT-VALUE}).")
  private int drain = 2_000;

  @Option(
      names = "--group-protocol",
      defaultValue = "${env:MILLRACE_GROUP_PROTOCOL:-classic}",
      paramLabel = "PROTOCOL",
      description =
          "classic, or streams, with which the broker shares out the partitions (env"
              + " MILLRACE_GROUP_PROTOCOL; default: ${DEFAULT-VALUE}).")
  private String protocol = "classic";

  @Option(
      names = "--streams-config",
      paramLabel = "NAME=VALUE",
      description =
          "A setting of Kafka Streams, which goes before Millrace's own; repeatable. Not all of"
              + " them leave what Millrace promises as it is.")
  private Map<String, String> streamsConfig = new HashMap<>();

  /// @throws IllegalArgumentException naming the option and its value if it is wrong
  GroupSettings settings() {
    return new GroupSettings(standbys, protocol(), sessionMillis(), drain, streamsConfig);
  }

  private GroupSettings.Protocol protocol() {
    for (GroupSettings.Protocol each : GroupSettings.Protocol.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(protocol)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "group-protocol is '%s', but must be classic or streams".formatted(protocol));
  }

  private int sessionMillis() {
    if (sessionTimeout.equals(SHORTEST)) {
      return GroupSettings.SHORTEST_SESSION;
    }
    try {
      int millis = Integer.parseInt(sessionTimeout);
      if (millis != GroupSettings.SHORTEST_SESSION) {
        return millis;
      }
    } catch (NumberFormatException noNumber) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "session-timeout is '%s', but must be between 1000 and 300000, or auto"
            .formatted(sessionTimeout));
  }
}
