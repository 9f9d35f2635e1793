package io.millrace.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.cli.MillraceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/// The broker in a JVM of its own, on the same port and data each time that it is started.
final class BrokerProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  /// Whose settings the broker has.
  enum Kind {
    /// Those of `bin/millrace broker`.
    MILLRACE,
    /// Kafka's own, but for what a single broker must have.
    KAFKA
  }

  private final Kind kind;
  private final Path folder;
  private final int port;
  private MillraceProcess process;

  BrokerProcess(Kind kind, Path folder) throws IOException, InterruptedException {
    this.kind = kind;
    this.folder = folder;
    this.port = freePort();
    if (kind == Kind.KAFKA) {
      format();
    }
    this.process = launch();
    awaitReady();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new IllegalStateException(none);
    }
  }

  /// Settings and an empty log, as the script of Kafka's own quick start makes them.
  private void format() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int controller = freePort();
    Files.writeString(
        settings(),
        """
        process.roles=broker,controller
        node.id=1
        listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
        controller.listener.names=CONTROLLER
        controller.quorum.voters=1@127.0.0.1:%d
        log.dirs=%s
        offsets.topic.replication.factor=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        """
            .formatted(port, controller, controller, folder.resolve("log")));
    String id = Uuid.randomUuid().toString();
    String[] arguments = {"format", "--cluster-id", id, "--config", settings().toString()};
    try (var tool = MillraceProcess.startOther("kafka.tools.StorageTool", "256m", arguments)) {
      assertThat(tool.awaitExit(START_TIMEOUT)).as("%s %s", tool.out(), tool.err()).isZero();
    }
  }

  private Path settings() {
    return folder.resolve("server.properties");
  }

  private MillraceProcess launch() {
    return kind == Kind.KAFKA
        ? MillraceProcess.startOther("kafka.Kafka", "1g", settings().toString())
        : MillraceProcess.start(
            "broker", "--data-dir", folder.toString(), "--port", Integer.toString(port));
  }

  private void awaitReady() {
    if (kind == Kind.MILLRACE) {
      process.awaitOutput("Kafka listens on (.+)");
      return;
    }
    Map<String, Object> config =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    try (Admin admin = Admin.create(config)) {
      await()
          .atMost(START_TIMEOUT)
          .ignoreExceptions()
          .until(() -> !admin.describeCluster().nodes().get().isEmpty());
    }
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  MillraceProcess process() {
    return process;
  }

  void kill() {
    process.kill();
  }

  void restart() {
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    process.close();
  }
}
