package io.millrace.app.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.app.query.EventPublisher.NotAcknowledgedException;
import io.millrace.model.event.Interaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
  private static final List<Interaction> EVENTS =
      Collections.nCopies(100, Interaction.of("u", "i"));

  /// Nobody listens on a port that was free a moment ago.
  private static EventPublisher toNobody() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new EventPublisher(
          Map.of("bootstrap.servers", "127.0.0.1:" + socket.getLocalPort()),
          "interactions",
          "items");
    }
  }

  @Test
  void aBatchThatNobodyTakesIsGivenUpAfterOneWait() throws IOException {
    try (EventPublisher publisher = toNobody()) {
      long start = System.nanoTime();
      assertThatExceptionOfType(NotAcknowledgedException.class)
          .isThrownBy(() -> publisher.publish(EVENTS));
      // Each event alone would wait for 5 s.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void aClosedPublisherTakesNothing() throws IOException {
    EventPublisher publisher = toNobody();
    publisher.close();
    assertThatExceptionOfType(NotAcknowledgedException.class)
        .isThrownBy(() -> publisher.publish(EVENTS));
  }

  @Test
  void anInterruptEndsTheWait() throws IOException {
    try (EventPublisher publisher = toNobody()) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(NotAcknowledgedException.class)
          .isThrownBy(() -> publisher.publish(EVENTS));
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
