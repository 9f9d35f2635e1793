package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Application;
import io.millrace.app.run.GroupSettings;
import io.millrace.app.run.Growth;
import io.millrace.app.run.Topics;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.TestShare;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.Interaction;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import io.millrace.producer.send.EventSender;
import io.millrace.producer.send.Pacing;
import io.millrace.producer.send.Producers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
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
  private static final int BURST = 20_000;

  @TempDir private Path folder;

  /// Events that the gate holds back until it is opened.
  private static final class GatedEvents implements EventSource {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger position = new AtomicInteger();

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
      if (position.get() == EVENTS) {
        return null;
      }
      int taken = position.getAndIncrement();
      return new SourcedEvent(taken, event("u", taken));
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
    AppSettings settings = settings(broker, "pressed");
    try (var topics = new Topics(settings)) {
      topics.createInputs(2);
      try (var application = Application.start(settings);
          var source = new GatedEvents()) {
        var demo =
            new Demo(settings, application, topics, source, new Pacing.Unlimited(), Long.MAX_VALUE);
        sendForeign(broker, settings, FOREIGN);
        await().atMost(RUN).until(() -> demo.look().tally().handled() == FOREIGN);
        assertThat(demo.isDone()).isFalse();

        source.gate.countDown();
        long most = 0;
        long mostTold = 0;
        while (!demo.isDone()) {
          application.requireHealthy();
          most = Math.max(most, application.unhandled(topics.ends()));
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

  @Test
  void aBurstFromElsewhereDoesNotLetTheRunningSourceRunAhead(SharedBroker.Cluster broker)
      throws InterruptedException {
    AppSettings settings = settings(broker, "burst");
    try (var topics = new Topics(settings)) {
      topics.createInputs(2);
      try (var application = Application.start(settings);
          var source = new GatedEvents()) {
        source.gate.countDown();
        var demo =
            new Demo(settings, application, topics, source, new Pacing.Unlimited(), Long.MAX_VALUE);
        Thread others = Thread.ofVirtual().start(() -> sendForeign(broker, settings, BURST));
        List<Sample> samples = new ArrayList<>();
        while (others.isAlive() || !demo.isDone()) {
          application.requireHealthy();
          samples.add(Sample.of(source, application));
          Thread.sleep(1); // so often is enough, and leaves the processors to the others
        }
        assertThat(demo.finish().committed().learned()).isEqualTo(EVENTS + BURST);

        List<NavigableSet<Long>> own = ownOffsets(broker, settings);
        long most = samples.stream().mapToLong(sample -> sample.unhandled(own)).max().orElse(0);
        System.out.printf("at most %d events of the source under way%n", most);
        assertThat(most).isBetween(1L, MAX_UNHANDLED);
      }
    }
  }

  /// What was sent at least, and after that how far each of the two partitions was handled.
  private record Sample(long sent, long next0, long next1) {
    static Sample of(GatedEvents source, Application application) {
      // The event taken last may still wait for room.
      long sent = source.position.get() - 1L;
      return new Sample(sent, application.next(0), application.next(1));
    }

    long unhandled(List<NavigableSet<Long>> own) {
      return sent - own.get(0).headSet(next0).size() - own.get(1).headSet(next1).size();
    }
  }

  /// Offsets of the source's events by partition.
  private static List<NavigableSet<Long>> ownOffsets(
      SharedBroker.Cluster broker, AppSettings settings) {
    List<NavigableSet<Long>> own = List.of(new TreeSet<>(), new TreeSet<>());
    var bytes = new ByteArrayDeserializer();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()), bytes, bytes)) {
      List<TopicPartition> partitions =
          List.of(
              new TopicPartition(settings.interactionsTopic(), 0),
              new TopicPartition(settings.interactionsTopic(), 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      for (int read = 0; read < EVENTS + BURST; ) {
        for (var record : consumer.poll(RUN)) {
          read++;
          if (record.key()[0] == 'u') {
            own.get(record.partition()).add(record.offset());
          }
        }
      }
    }
    return own;
  }

  private static void sendForeign(SharedBroker.Cluster broker, AppSettings settings, int events) {
    try (var sender =
        new EventSender(
            Producers.create(broker.bootstrapServers(), Map.of()),
            settings.interactionsTopic(),
            "ffff")) {
      for (int i = 0; i < events; i++) {
        sender.send(new SourcedEvent(i, event("v", i)));
      }
    }
  }

  private static Interaction event(String users, int position) {
    return Interaction.of(users + position % 97, "i" + position % 211);
  }

  private AppSettings settings(SharedBroker.Cluster broker, String name) {
    return new AppSettings(
        broker.bootstrapServers(),
        name,
        name + "-events",
        name + "-items",
        name + "-users",
        LearnerSettings.DEFAULT,
        EventRules.DEFAULT,
        TestShare.ALL,
        AppSettings.DEFAULT_SIMILAR_USERS,
        InstanceModel.DEFAULT_EVENT_IDS,
        2,
        1_000,
        GroupSettings.alone(3_000),
        folder,
        "127.0.0.1",
        0,
        "127.0.0.1",
        Map.of(),
        Growth.AUTOMATIC);
  }
}
