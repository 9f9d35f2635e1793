package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedBroker.class)
class ApplicationTest {
  @TempDir private Path folder = Path.of("");
  private final SharedBroker.Running broker;

  ApplicationTest(SharedBroker.Running broker) {
    this.broker = broker;
  }

  @Test
  void aPortInUseIsTold() throws IOException {
    try (ServerSocket taken = listen(0)) {
      AppSettings settings = settings("interactions", taken.getLocalPort());
      Refusals.assertRefused(() -> Application.start(settings))
          .contains("127.0.0.1:" + taken.getLocalPort(), "--port");
    }
  }

  @Test
  void aMissingTopicIsTold() {
    Refusals.assertRefused(() -> Application.start(settings("app-missing", 0)))
        .contains("'app-missing'", "bin/millrace topics create");
  }

  @Test
  void anInterruptEndsTheStart() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> Application.start(settings("interactions", 0)));
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void itStopsInOrderOnAThreadThatIsInterrupted() throws Exception {
    Application application = Application.start(settings("interactions", 0));
    int port = application.port();
    application.requireHealthy();
    Thread.currentThread().interrupt();
    application.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThatCode(() -> listen(port).close()).doesNotThrowAnyException();
    application.close();
  }

  private AppSettings settings(String interactionsTopic, int port) {
    return TestSettings.of(broker.bootstrapServers(), "app-start", folder, interactionsTopic, port);
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
