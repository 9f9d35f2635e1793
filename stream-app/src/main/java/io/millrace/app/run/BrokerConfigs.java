package io.millrace.app.run;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/// What the brokers are set up to allow.
final class BrokerConfigs {
  private BrokerConfigs() {}

  /// A number among the settings of a broker, which takes them to be the same everywhere.
  ///
  /// @param otherwise what it is where the broker does not say
  static int number(Admin admin, String name, int otherwise) throws InterruptedException {
    try {
      Node broker = admin.describeCluster().nodes().get().iterator().next();
      var resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      ConfigEntry entry = config == null ? null : config.get(name);
      return entry == null || entry.value() == null ? otherwise : Integer.parseInt(entry.value());
    } catch (ExecutionException notAllowed) {
      return otherwise;
    }
  }
}
