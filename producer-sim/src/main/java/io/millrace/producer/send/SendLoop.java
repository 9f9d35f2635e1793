package io.millrace.producer.send;

import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Sends a source as planned: skips what the topic holds already, keeps the pace and the bound on
/// what is under way, and ends with every event acknowledged. One run per instance, in one thread;
/// [#stop] may be called from any.
public final class SendLoop {
  // So long a stop may have to wait.
  private static final long MAX_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long BACKPRESSURE_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PROGRESS_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final EventSource source;
  private final EventSender sender;
  private final SendPlan plan;
  private final SendClock clock;
  private final Consumer<SendCounts> progress;
  private volatile boolean stopped;
  private long sent;
  private long skipped;
  private long startNanos;
  private long nextProgressNanos;

  /// @param source not closed by the loop
  /// @param sender not closed by the loop
  /// @param progress told the counts about five times a second and at the end, in the loop's thread
  public SendLoop(
      EventSource source,
      EventSender sender,
      SendPlan plan,
      SendClock clock,
      Consumer<SendCounts> progress) {
    this.source = source;
    this.sender = sender;
    this.plan = plan;
    this.clock = clock;
    this.progress = progress;
  }

  /// Sends until the source ends, enough is sent, or [#stop] is called, and then waits until all of
  /// it is acknowledged.
  ///
  /// @throws SendFailedException if Kafka did not take an event
  /// @throws InterruptedException if the thread is interrupted; events under way may be lost
  public SendCounts run() throws InterruptedException {
    startNanos = clock.nanoTime();
    sendAll();
    sender.flush();
    progress.accept(counts());
    return counts();
  }

  /// Ends the run after the event at hand.
  public void stop() {
    stopped = true;
  }

  private void sendAll() throws InterruptedException {
    var pacer = new Pacer(plan.pacing());
    while (sent < plan.maxEvents() && !stopped) {
      SourcedEvent event = source.next();
      if (event == null) {
        return;
      }
      if (plan.resume().covers(event.interaction().userId(), event.position())) {
        skipped++;
      } else if (awaitDue(pacer.dueNanos(event.interaction(), elapsedNanos())) && awaitRoom()) {
        sender.send(event);
        sent++;
      }
      reportProgress();
    }
  }

  /// Returns false if it was stopped before the time came.
  private boolean awaitDue(long dueNanos) throws InterruptedException {
    long wait = dueNanos - elapsedNanos();
    while (wait > 0 && !stopped) {
      clock.sleep(Math.min(wait, MAX_SLEEP_NANOS));
      reportProgress();
      wait = dueNanos - elapsedNanos();
    }
    return !stopped;
  }

  /// Returns false if it was stopped before there was room.
  private boolean awaitRoom() throws InterruptedException {
    while (sent - plan.handled().getAsLong() >= plan.maxUnhandled() && !stopped) {
      clock.sleep(BACKPRESSURE_SLEEP_NANOS);
      reportProgress();
    }
    return !stopped;
  }

  private void reportProgress() {
    long elapsed = elapsedNanos();
    if (elapsed >= nextProgressNanos) {
      nextProgressNanos = elapsed + PROGRESS_INTERVAL_NANOS;
      progress.accept(counts());
    }
  }

  /// Since the start: only differences of the clock's times can be compared.
  private long elapsedNanos() {
    return clock.nanoTime() - startNanos;
  }

  private SendCounts counts() {
    return new SendCounts(sent, skipped, source.malformed());
  }
}
