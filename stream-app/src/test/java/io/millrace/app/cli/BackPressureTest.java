package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Application;
import io.millrace.app.run.Topics;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Interaction;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import io.millrace.producer.send.EventSender;
import io.millrace.producer.send.Pacing;
import io.millrace.producer.send.Producers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedBroker.class)
class BackPressureTest {
  private static final Duration RUN = Duration.ofSeconds(60);
  private static final long MAX_UNHANDLED = 1_000;
  private static final int EVENTS = 10_000;
  private static final int FOREIGN = 3_000;

  @TempDir private Path folder;

  /// Events that the gate holds back until it is opened.
  private static final class GatedEvents implements EventSource {
    private final CountDownLatch gate = new CountDownLatch(1);
    private int position;

    @Override
    public String fingerprint() {
      return "0123";
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(EVENTS);
    }

    @Override
    public @Nullable SourcedEvent next() {
      try {
        gate.await();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return null;
      }
      return position == EVENTS ? null : new SourcedEvent(position, event("u", position++));
    }

    @Override
    public long malformed() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void eventsFromElsewhereDoNotLetTheSourceRunAhead(SharedBroker.Cluster broker)
      throws InterruptedException {
    AppSettings settings = settings(broker);
    try (var topics = new Topics(settings)) {
      topics.createInputs(2);
      try (var application = Application.start(settings);
          var source = new GatedEvents()) {
        var demo =
            new Demo(settings, application, topics, source, new Pacing.Unlimited(), Long.MAX_VALUE);
        sendForeign(broker, settings);
        // Longer than the demo takes to look for events of others.
        await()
            .atMost(RUN)
            .during(Duration.ofSeconds(1))
            .until(() -> demo.look().tally().handled() == FOREIGN);
        assertThat(demo.isDone()).isFalse();

        source.gate.countDown();
        long most = 0;
        long mostTold = 0;
        while (!demo.isDone()) {
          application.requireHealthy();
          most = Math.max(most, topics.eventsHeld() - application.tally().handled());
          mostTold = Math.max(mostTold, demo.look().unhandled());
        }
        System.out.printf("at most %d events under way, %d told of%n", most, mostTold);
        assertThat(most).isBetween(1L, MAX_UNHANDLED);
        assertThat(mostTold).isBetween(1L, MAX_UNHANDLED);

        Summary summary = demo.finish();
        assertThat(summary.isComplete()).isTrue();
        assertThat(summary.read()).isEqualTo(EVENTS + FOREIGN);
        assertThat(summary.committed().learned()).isEqualTo(EVENTS + FOREIGN);
      }
    }
  }

  private static void sendForeign(SharedBroker.Cluster broker, AppSettings settings) {
    try (var sender =
        new EventSender(
            Producers.create(broker.bootstrapServers(), Map.of()),
            settings.interactionsTopic(),
            "ffff")) {
      for (int i = 0; i < FOREIGN; i++) {
        sender.send(new SourcedEvent(i, event("v", i)));
      }
    }
  }

  private static Interaction event(String users, int position) {
    return Interaction.of(users + position % 97, "i" + position % 211);
  }

  private AppSettings settings(SharedBroker.Cluster broker) {
    return new AppSettings(
        broker.bootstrapServers(),
        "pressed",
        "pressed-events",
        "pressed-items",
        LearnerSettings.DEFAULT,
        EventWeights.DEFAULT,
        2,
        1_000,
        3_000,
        folder,
        "127.0.0.1",
        0,
        "127.0.0.1",
        Map.of());
  }
}
