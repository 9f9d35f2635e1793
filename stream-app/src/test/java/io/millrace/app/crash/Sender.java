package io.millrace.app.crash;

import io.millrace.producer.send.Producers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Sends events at a rate, on a thread of its own, whatever happens to the broker meanwhile. Where
/// they are learned more slowly it waits, so that a slow machine makes a run longer and not a queue
/// of an hour.
final class Sender implements AutoCloseable {
  private static final int DELIVERY_MILLIS = 300_000;
  private static final long STEP_MILLIS = 2;

  /// Seconds of sending that may wait to be learned: more than any kill takes.
  private static final int MAX_SECONDS_AHEAD = 20;

  private static final long LOOK_MILLIS = 200;

  private final Truth truth;
  private final Logins logins;
  private final int events;
  private final int perSecond;
  private final LongSupplier learned;
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread = Thread.ofPlatform().name("sender").daemon().unstarted(this::send);

  /// @param perSecond events, at most
  /// @param learned says how many events are learned, or fewer
  Sender(
      Truth truth,
      Logins logins,
      int events,
      int perSecond,
      String bootstrapServers,
      LongSupplier learned) {
    this.logins = logins;
    this.learned = learned;
    this.truth = truth;
    this.events = events;
    this.perSecond = perSecond;
    this.producer =
        Producers.create(
            bootstrapServers,
            Map.of("delivery.timeout.ms", DELIVERY_MILLIS, "max.block.ms", DELIVERY_MILLIS));
    thread.start();
  }

  private void send() {
    long start = System.nanoTime();
    long mayBeSent = 0;
    try {
      for (int sent = 0; sent < events; sent++) {
        while (sent >= (System.nanoTime() - start) * 1e-9 * perSecond) {
          Thread.sleep(STEP_MILLIS);
        }
        long before = System.nanoTime();
        while (sent >= mayBeSent) {
          mayBeSent = learned.getAsLong() + (long) MAX_SECONDS_AHEAD * perSecond;
          if (sent >= mayBeSent) {
            Thread.sleep(LOOK_MILLIS);
          }
        }
        start += System.nanoTime() - before; // what was not sent is not made up for
        send(truth.draw(), sent);
        sendDueMerge(sent);
      }
      producer.flush();
      while (!logins.areSent()) {
        sendDueMerge(events);
        Thread.sleep(STEP_MILLIS);
      }
      producer.flush();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendDueMerge(int sent) {
    int user = logins.next(sent, System.nanoTime());
    if (user >= 0) {
      String userId = Truth.userId(user);
      String json =
          "{\"type\":\"merge\",\"userId\":\"%s\",\"from\":\"%s\"}"
              .formatted(userId, Logins.visitorId(user));
      send(userId, json, logins::acknowledged);
    }
  }

  private void send(Truth.Pair event, int sent) {
    String userId = logins.idAt(event.user(), sent);
    boolean isVisitor = logins.isVisitor(event.user(), sent);
    if (isVisitor) {
      logins.sentByVisitor(event.user());
    }
    String json =
        "{\"userId\":\"%s\",\"itemId\":\"%s\"}".formatted(userId, Truth.itemId(event.item()));
    send(
        userId,
        json,
        () -> {
          truth.acknowledge(event);
          if (isVisitor) {
            logins.acknowledgedOfVisitor(event.user());
          }
        });
  }

  private void send(String userId, String json, Runnable acknowledged) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                "interactions",
                userId.getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.UTF_8)),
            (metadata, failed) -> {
              if (failed == null) {
                acknowledged.run();
              } else {
                failure.compareAndSet(null, failed);
              }
            });
  }

  /// Whether all events and merges are acknowledged.
  ///
  /// @throws IllegalStateException if one was lost on the way to the broker
  boolean isDone() {
    Exception lost = failure.get();
    if (lost != null) {
      throw new IllegalStateException("an event did not reach the broker", lost);
    }
    return truth.acknowledged() == events && logins.areDone();
  }

  @Override
  public void close() {
    thread.interrupt();
    producer.close();
  }
}
