package io.millrace.app.run;

import io.millrace.model.index.Rehearsal;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.CodeKernels;
import io.millrace.model.vector.KernelTrial;
import io.millrace.model.vector.Kernels;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the compiler see the code of learning and ranking, on a thread of its own, while the rest of
/// a start waits for Kafka: until it is compiled, and the kernels beat their scalar reference.
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int BATCH = 500;
  private static final int SCANS = 20;

  /// Times that kernels are faster than the reference once both are compiled, at the least.
  private static final int CLEARLY_FASTER = 2;

  /// What compiled code stays well below on any machine of today, and other code well above.
  private static final long COMPILED_NANOS = 50_000;

  private final LearnerSettings settings;
  private final Kernels kernels;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean warm;

  private WarmUp(LearnerSettings settings, Kernels kernels) {
    this.settings = settings;
    this.kernels = kernels;
    thread = Thread.ofPlatform().name("warm-up").daemon().unstarted(this::run);
  }

  static WarmUp start(LearnerSettings settings, Kernels kernels) {
    var warmUp = new WarmUp(settings, kernels);
    warmUp.thread.start();
    return warmUp;
  }

  private void run() {
    var rehearsal = new Rehearsal(settings, kernels);
    var trial = new KernelTrial(CodeKernels.best(), settings.rank());
    long start = System.nanoTime();
    boolean compiled = false;
    boolean faster = false;
    while (!stopped && !(compiled && faster) && System.nanoTime() - start < LIMIT.toNanos()) {
      long batchStart = System.nanoTime();
      rehearsal.run(BATCH);
      compiled = System.nanoTime() - batchStart < COMPILED_NANOS * BATCH;
      faster = beatsReference(trial);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    LOG.debug("{} in {} ms", compiled && faster ? "Warmed up" : "Not warmed up", millis);
    warm = compiled && faster;
  }

  private static boolean beatsReference(KernelTrial trial) {
    if (!trial.isComparison()) {
      return true;
    }
    long start = System.nanoTime();
    for (int i = 0; i < SCANS; i++) {
      trial.scanByReference();
    }
    long middle = System.nanoTime();
    for (int i = 0; i < SCANS; i++) {
      trial.scan();
    }
    return CLEARLY_FASTER * (System.nanoTime() - middle) < middle - start;
  }

  /// Waits until it is done, at most a little longer than its limit.
  void await() throws InterruptedException {
    try {
      var _ = thread.join(LIMIT.plusSeconds(1));
      if (!warm) {
        LOG.info("Not all code is compiled yet: the first answers may take longer");
      }
    } finally {
      stopped = true;
    }
  }
}
