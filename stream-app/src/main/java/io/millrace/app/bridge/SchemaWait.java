package io.millrace.app.bridge;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for schemas that cannot be got at the moment: a record that needs one is not at fault, so
/// it is neither lost nor a dead letter. Says so once a minute. Safe for any number of threads.
final class SchemaWait {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaWait.class);
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final long REMINDER_NANOS = Duration.ofMinutes(1).toNanos();

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - REMINDER_NANOS);
  private volatile String why = "";

  /// What a question that may need schemas gives in the end.
  ///
  /// @throws SchemasUnavailableException if the bridge stops first
  <T> T await(Supplier<T> question) {
    try {
      return question.get();
    } catch (SchemasUnavailableException first) {
      waiting.incrementAndGet();
      try {
        return repeat(question, first);
      } finally {
        waiting.decrementAndGet();
      }
    }
  }

  private <T> T repeat(Supplier<T> question, SchemasUnavailableException first) {
    SchemasUnavailableException failure = first;
    long pauseMillis = FIRST_PAUSE_MILLIS;
    while (true) {
      tell(failure);
      if (isStoppedWithin(pauseMillis)) {
        throw failure;
      }
      try {
        T answer = question.get();
        LOG.info("The schemas can be read again");
        return answer;
      } catch (SchemasUnavailableException again) {
        failure = again;
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private void tell(SchemasUnavailableException failure) {
    why = String.valueOf(failure.getMessage());
    long now = System.nanoTime();
    long before = toldNanos.get();
    if (now - before >= REMINDER_NANOS && toldNanos.compareAndSet(before, now)) {
      LOG.warn("Records wait: {}", why);
    }
  }

  private boolean isStoppedWithin(long millis) {
    try {
      return stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Why records wait, if they do.
  Optional<String> reason() {
    return waiting.get() == 0 ? Optional.empty() : Optional.of(why);
  }

  /// Ends all waits.
  void stop() {
    stopped.countDown();
  }
}
