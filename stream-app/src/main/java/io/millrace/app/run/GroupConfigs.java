package io.millrace.app.run;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sessions and copies of a group whose partitions the broker shares out.
///
/// With the classic protocol each instance brings them along. With [GroupSettings.Protocol#STREAMS]
/// they are configs of the group, which the broker keeps and tells all members; Kafka's own are a
/// session of 45 s and no copies. So each instance sets what it was told before it joins, and the
/// last one that does so counts.
final class GroupConfigs {
  static final String SESSION = "streams.session.timeout.ms";
  static final String HEARTBEAT = "streams.heartbeat.interval.ms";
  static final String STANDBYS = "streams.num.standby.replicas";

  private static final String SHORTEST_SESSION = "group.streams.min.session.timeout.ms";
  private static final int DEFAULT_SHORTEST_SESSION_MILLIS = 45_000;
  private static final String SHORTEST_HEARTBEAT = "group.streams.min.heartbeat.interval.ms";
  private static final int DEFAULT_SHORTEST_HEARTBEAT_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(GroupConfigs.class);

  private final Admin admin;
  private final GroupSettings settings;
  private final String group;
  private final ConfigResource resource;

  private GroupConfigs(Admin admin, AppSettings settings) {
    this.admin = admin;
    this.settings = settings.group();
    this.group = settings.applicationId();
    this.resource = new ConfigResource(ConfigResource.Type.GROUP, group);
  }

  /// Sets them. What the broker refuses is told and stays as the broker has it.
  static void set(AppSettings settings) throws InterruptedException {
    try (var admin = Admin.create(KafkaConfigs.admin(settings))) {
      new GroupConfigs(admin, settings).set();
    }
  }

  private void set() throws InterruptedException {
    Map<String, String> found = found();
    // Apart, so that copies that are refused do not cost the session, nor the other way round.
    set(sessions(), found);
    set(Map.of(STANDBYS, Integer.toString(settings.standbys())), found);
  }

  private Map<String, String> sessions() throws InterruptedException {
    int session = sessionMillis();
    int shortest =
        BrokerConfigs.number(admin, SHORTEST_HEARTBEAT, DEFAULT_SHORTEST_HEARTBEAT_MILLIS);
    int heartbeat = Math.max(shortest, KafkaConfigs.heartbeatMillis(session));
    return Map.of(SESSION, Integer.toString(session), HEARTBEAT, Integer.toString(heartbeat));
  }

  private int sessionMillis() throws InterruptedException {
    if (settings.sessionTimeoutMillis() != GroupSettings.SHORTEST_SESSION) {
      return settings.sessionTimeoutMillis();
    }
    int shortest = BrokerConfigs.number(admin, SHORTEST_SESSION, DEFAULT_SHORTEST_SESSION_MILLIS);
    return Math.max(GroupSettings.MIN_SESSION_MILLIS, shortest);
  }

  /// What holds for the group now; nothing where this instance may not ask.
  private Map<String, String> found() throws InterruptedException {
    Map<String, String> found = new HashMap<>();
    try {
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      for (String name : List.of(SESSION, HEARTBEAT, STANDBYS)) {
        ConfigEntry entry = config == null ? null : config.get(name);
        if (entry != null && entry.value() != null) {
          found.put(name, entry.value());
        }
      }
    } catch (ExecutionException notAllowed) {
      LOG.debug("Cannot read the configs of group '{}'", group, notAllowed);
    }
    return found;
  }

  private void set(Map<String, String> wanted, Map<String, String> found)
      throws InterruptedException {
    // So that nobody needs the right to change what is so already.
    if (found.entrySet().containsAll(wanted.entrySet())) {
      return;
    }
    Collection<AlterConfigOp> changes =
        wanted.entrySet().stream()
            .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    try {
      admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
      LOG.info("Group '{}' has {} now", group, new TreeMap<>(wanted));
    } catch (ExecutionException refused) {
      LOG.warn(
          "The broker refuses {} for group '{}' and keeps its own: {}",
          new TreeMap<>(wanted),
          group,
          Failures.line(refused));
    }
  }
}
