package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
class GroupConfigsTest {
  private final SharedBroker.Running broker;
  private final Admin admin;

  GroupConfigsTest(SharedBroker.Running broker) {
    this.broker = broker;
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterEach
  void closeAdmin() {
    admin.close();
  }

  @Test
  void theBrokerKeepsWhatAnInstanceWasTold() throws Exception {
    GroupConfigs.set(settings("group-told", 2, 8_000));
    awaitConfigs("group-told", "8000", "500", "2");
    // Whoever comes last counts, and one that is told nothing takes the shortest session.
    GroupConfigs.set(settings("group-told", 0, GroupSettings.SHORTEST_SESSION));
    awaitConfigs("group-told", "3000", "500", "0");
  }

  @Test
  void aSessionThatTheBrokerRefusesCostsNoCopies() throws Exception {
    GroupConfigs.set(settings("group-refused", 1, 300_000));
    awaitConfigs("group-refused", "45000", "5000", "1");
  }

  private AppSettings settings(String applicationId, int standbys, int sessionMillis) {
    var group =
        new GroupSettings(standbys, GroupSettings.Protocol.STREAMS, sessionMillis, 0, Map.of());
    return TestSettings.withGroup(
        TestSettings.of(broker.bootstrapServers(), applicationId, Path.of("unused")), group);
  }

  private void awaitConfigs(String group, String session, String heartbeat, String standbys) {
    await()
        .untilAsserted(
            () ->
                assertThat(configs(group))
                    .containsEntry(GroupConfigs.SESSION, session)
                    .containsEntry(GroupConfigs.HEARTBEAT, heartbeat)
                    .containsEntry(GroupConfigs.STANDBYS, standbys));
  }

  private Map<String, String> configs(String group) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    Map<String, String> values = new HashMap<>();
    for (Config config : admin.describeConfigs(List.of(resource)).all().get().values()) {
      config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
    }
    return values;
  }
}
