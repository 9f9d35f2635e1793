package io.millrace.app.crash;

import io.millrace.app.cli.MillraceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/// The broker in a JVM of its own, on the same port and data each time that it is started.
final class BrokerProcess implements AutoCloseable {
  private final Path folder;
  private final int port;
  private MillraceProcess process;

  BrokerProcess(Path folder) {
    this.folder = folder;
    this.port = freePort();
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

  private MillraceProcess launch() {
    return MillraceProcess.start(
        "broker", "--data-dir", folder.toString(), "--port", Integer.toString(port));
  }

  private void awaitReady() {
    process.awaitOutput("Kafka listens on (.+)");
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
