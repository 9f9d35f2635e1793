package io.millrace.app.run;

import io.millrace.model.index.Rehearsal;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.Kernels;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the compiler see the code of learning and ranking, on a thread of its own, while the rest of
/// a start waits for Kafka.
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int BATCH = 500;

  /// What compiled code stays well below on any machine of today, and other code well above.
  private static final long COMPILED_NANOS = 50_000;

  private final Thread thread;
  private volatile boolean stopped;

  private WarmUp(LearnerSettings settings, Kernels kernels) {
    thread = Thread.ofPlatform().name("warm-up").daemon().unstarted(() -> run(settings, kernels));
  }

  static WarmUp start(LearnerSettings settings, Kernels kernels) {
    var warmUp = new WarmUp(settings, kernels);
    warmUp.thread.start();
    return warmUp;
  }

  private void run(LearnerSettings settings, Kernels kernels) {
    var rehearsal = new Rehearsal(settings, kernels);
    long start = System.nanoTime();
    long batchNanos = Long.MAX_VALUE;
    while (!stopped
        && batchNanos > COMPILED_NANOS * BATCH
        && System.nanoTime() - start < LIMIT.toNanos()) {
      long batchStart = System.nanoTime();
      rehearsal.run(BATCH);
      batchNanos = System.nanoTime() - batchStart;
    }
    LOG.debug(
        "Warmed up in {} ms, to {} microseconds an event",
        (System.nanoTime() - start) / 1_000_000,
        batchNanos / BATCH / 1_000);
  }

  /// Waits until it is done, at most a little longer than its limit.
  void await() throws InterruptedException {
    try {
      var _ = thread.join(LIMIT.plusSeconds(1));
    } finally {
      stopped = true;
    }
  }
}
