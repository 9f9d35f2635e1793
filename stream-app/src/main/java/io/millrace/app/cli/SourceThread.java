package io.millrace.app.cli;

import io.millrace.app.run.StartException;
import io.millrace.producer.EventSource;
import io.millrace.producer.send.EventSender;
import io.millrace.producer.send.SendClock;
import io.millrace.producer.send.SendCounts;
import io.millrace.producer.send.SendLoop;
import io.millrace.producer.send.SendPlan;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Sends a source on a thread of its own. A source such as standard input may stay silent for ever,
/// and nothing ends the read of it: the thread is a daemon, which is left behind if it does not
/// stop in time.
final class SourceThread {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

  private final EventSource source;
  private final EventSender sender;
  private final SendLoop loop;
  private final Thread thread;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /// Begins to send.
  ///
  /// @param source not closed by the thread
  /// @param sender closed by [#finish]
  /// @param progress see [SendLoop]
  SourceThread(
      EventSource source, EventSender sender, SendPlan plan, Consumer<SendCounts> progress) {
    this.source = source;
    this.sender = sender;
    this.loop = new SendLoop(source, sender, plan, SendClock.SYSTEM, progress);
    this.thread = Thread.ofPlatform().name("source").daemon().unstarted(this::run);
    thread.start();
  }

  private void run() {
    try {
      loop.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error failed) {
      failure.compareAndSet(null, failed);
    }
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /// Waits for the end of the source.
  ///
  /// @return whether it came in time
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return thread.join(timeout);
  }

  /// Stops sending and waits until what was sent is acknowledged.
  void finish() throws InterruptedException {
    loop.stop();
    var _ = thread.join(STOP_TIMEOUT);
    try {
      sender.close();
    } catch (RuntimeException failed) {
      failure.compareAndSet(null, failed);
    }
  }

  /// Events handed to Kafka.
  long sent() {
    return sender.sent();
  }

  /// Events that Kafka has acknowledged.
  long acknowledged() {
    return sender.acknowledged();
  }

  long malformed() {
    return source.malformed();
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  /// @throws StartException if the source could not be sent to its end
  void requireNoFailure() {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new StartException(String.valueOf(failed.getMessage()), failed);
    }
  }
}
