package io.millrace.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One Kafka broker and controller inside this process, for trying things out and for tests.
/// Classes that Kafka does not promise to keep are used in this file and nowhere else.
public final class EmbeddedBroker implements AutoCloseable {
  private static final int NODE_ID = 1;
  private static final String HOST = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  /// What a broker leaves behind in its log's folder when it stops in order.
  private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

  private static final int UNREGISTER_SECONDS = 10;

  private final KafkaRaftServer server;
  private final String bootstrapServers;

  private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /// Starts a broker on the loopback address and returns once it takes requests.
  ///
  /// @param dataDir where its log lies; made if it is missing, continued if it is not
  /// @param port to listen on, 0 for any free one
  /// @throws StartException if the port is in use or the directory cannot be written
  public static EmbeddedBroker start(Path dataDir, int port) {
    int brokerPort = requireFree(port);
    Exit.setHaltProcedure((status, message) -> halt(dataDir, status, message));
    Properties config = config(dataDir, brokerPort, requireFree(0));
    try {
      if (!Files.exists(dataDir.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
        format(dataDir);
      } else if (!Files.exists(dataDir.resolve(CLEAN_SHUTDOWN))) {
        unregister(dataDir);
      }
      return new EmbeddedBroker(started(config), HOST + ":" + brokerPort);
    } catch (Exception failure) {
      throw new StartException(
          "the embedded broker did not start in '%s' (%s): choose another folder, or delete this one"
              .formatted(dataDir, Failures.line(failure)),
          failure);
    }
  }

  /// Kafka ends the process at once when its log cannot be written, and says so only in its log,
  /// among much else.
  private static void halt(Path dataDir, int status, @Nullable String message) {
    LOG.error(
        "The broker cannot go on{}: is '{}' writable? {} MiB are free there",
        message == null ? "" : " (" + message + ")",
        dataDir,
        dataDir.toFile().getUsableSpace() >> 20);
    Runtime.getRuntime().halt(status);
  }

  /// Takes a broker that was killed out of the metadata, with its controller alone.
  ///
  /// Else the new one finds itself leader of every partition under the port and the session of the
  /// dead one, begins to end the transactions that the dead one left, and loses its leadership when
  /// that session ends. Kafka (4.3.1, `KRaftMetadataCache.getPartitionLeaderEndpoint`) takes a
  /// partition without a leader for one that was deleted: it writes no end into it, calls the
  /// transaction ended, and no reader of committed records ever passes that place again.
  private static void unregister(Path dataDir) throws Exception {
    int port = requireFree(0);
    KafkaRaftServer controller = started(controllerConfig(dataDir, port));
    try (var admin = Admin.create(Map.of("bootstrap.controllers", HOST + ":" + port))) {
      admin.unregisterBroker(NODE_ID).all().get(UNREGISTER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException refused) {
      if (!(refused.getCause() instanceof BrokerIdNotRegisteredException)) {
        throw refused;
      }
    } finally {
      stop(controller);
    }
  }

  private static KafkaRaftServer started(Properties config) {
    var server = new KafkaRaftServer(KafkaConfig.fromProps(config, false), Time.SYSTEM);
    boolean started = false;
    try {
      server.startup();
      started = true;
      return server;
    } finally {
      if (!started) {
        // Would else keep its threads, ports and locks.
        server.shutdown();
      }
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /// Stops the broker, also on a thread that is interrupted: its log is to be closed in order.
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    stop(server);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(KafkaRaftServer server) {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path dataDir) throws Exception {
    Files.createDirectories(dataDir);
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(NODE_ID)
        .setControllerListenerName("CONTROLLER")
        .addDirectory(dataDir.toString())
        .setMetadataLogDirectory(dataDir.toString())
        .run();
  }

  private static Properties controllerConfig(Path dataDir, int port) {
    var config = new Properties();
    config.put("process.roles", "controller");
    config.put("node.id", Integer.toString(NODE_ID));
    config.put("listeners", "CONTROLLER://%s:%d".formatted(HOST, port));
    config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    config.put("controller.listener.names", "CONTROLLER");
    config.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, port));
    config.put("log.dirs", dataDir.toString());
    return config;
  }

  private static Properties config(Path dataDir, int brokerPort, int controllerPort) {
    Properties config = controllerConfig(dataDir, controllerPort);
    config.put("process.roles", "broker,controller");
    config.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, brokerPort, HOST, controllerPort));
    config.put("advertised.listeners", "PLAINTEXT://%s:%d".formatted(HOST, brokerPort));
    config.put("inter.broker.listener.name", "PLAINTEXT");
    config.put("num.partitions", "1");
    config.put("default.replication.factor", "1");
    config.put("auto.create.topics.enable", "false");
    config.put("offsets.topic.replication.factor", "1");
    config.put("offsets.topic.num.partitions", "4");
    config.put("transaction.state.log.replication.factor", "1");
    config.put("transaction.state.log.min.isr", "1");
    config.put("transaction.state.log.num.partitions", "4");
    config.put("share.coordinator.state.topic.replication.factor", "1");
    config.put("share.coordinator.state.topic.min.isr", "1");
    // One process, one machine: what died is noticed and cleaned up soon.
    config.put("broker.session.timeout.ms", "3000");
    config.put("broker.heartbeat.interval.ms", "500");
    config.put("group.initial.rebalance.delay.ms", "0");
    config.put("group.min.session.timeout.ms", "2000");
    // The same for groups of KIP-1071, whose configs GroupConfigs sets.
    config.put("group.streams.initial.rebalance.delay.ms", "0");
    config.put("group.streams.min.session.timeout.ms", "2000");
    config.put("group.streams.min.heartbeat.interval.ms", "500");
    config.put("group.streams.max.standby.replicas", "10");
    config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // Sized for a heap that the application shares.
    config.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
    config.put("num.network.threads", "2");
    config.put("num.io.threads", "2");
    config.put("background.threads", "2");
    return config;
  }

  /// The given port, or one that the system picks for 0.
  private static int requireFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException inUse) {
      throw new StartException(
          "port %d is in use: choose another with --port, or 0 for any free one".formatted(port),
          inUse);
    }
  }
}
