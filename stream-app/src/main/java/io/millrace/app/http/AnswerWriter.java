package io.millrace.app.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writes answers to clients that may read slowly, or not at all. Such a client holds what it was
/// answered in memory, and a thread that writes it: both are bounded here, so that nobody else
/// notices. Safe for any number of threads, which must be virtual ones.
final class AnswerWriter implements AutoCloseable {
  /// Until an answer is written, or its connection closed.
  static final Duration LIMIT = Duration.ofSeconds(10);

  /// Of the heap, for answers that are being written. The server has a copy of each of them.
  private static final int HEAP_SHARE = 32;

  /// An answer that says little more than that there is no other is always let through. There are
  /// no more of them than connections.
  private static final int SMALL_BYTES = 1_024;

  private static final int CHECKS = 20; // within the limit

  private final long limitNanos;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong(); // of answers that are being written
  private final Set<Writing> writing = ConcurrentHashMap.newKeySet(); // bounded by connections
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("slow-readers").daemon().factory());

  AnswerWriter() {
    this(LIMIT, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /// @param limit for one answer
  /// @param maxBytes of all answers that are being written
  AnswerWriter(Duration limit, long maxBytes) {
    this.limitNanos = limit.toNanos();
    this.maxBytes = maxBytes;
    long pauseNanos = limitNanos / CHECKS;
    var _ =
        watch.scheduleWithFixedDelay(this::endSlow, pauseNanos, pauseNanos, TimeUnit.NANOSECONDS);
  }

  /// An answer on its way.
  private static final class Writing {
    final Thread thread = Thread.currentThread();
    final long startNanos = System.nanoTime();
    private boolean ended;

    synchronized void end() {
      ended = true;
    }

    /// A virtual thread that is interrupted while it writes closes its connection and throws.
    synchronized void interrupt() {
      if (!ended) {
        thread.interrupt();
      }
    }
  }

  /// Reserves memory for an answer, which [#write] gives back.
  ///
  /// @return whether there is any
  boolean reserve(int answerBytes) {
    if (bytes.addAndGet(answerBytes) <= maxBytes || answerBytes <= SMALL_BYTES) {
      return true;
    }
    bytes.addAndGet(-answerBytes);
    return false;
  }

  /// Writes an answer.
  ///
  /// @param answerBytes that were reserved
  /// @param write does it; it throws whatever it likes if the connection is closed meanwhile
  void write(int answerBytes, Runnable write) {
    var own = new Writing();
    writing.add(own);
    try {
      write.run();
    } finally {
      own.end();
      writing.remove(own);
      bytes.addAndGet(-answerBytes);
    }
  }

  /// Answers that are being written.
  int count() {
    return writing.size();
  }

  private void endSlow() {
    long now = System.nanoTime();
    for (Writing each : writing) {
      if (now - each.startNanos > limitNanos) {
        each.interrupt();
      }
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
