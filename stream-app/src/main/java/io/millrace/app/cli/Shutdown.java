package io.millrace.app.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ctrl-C and SIGTERM, at any moment: the main thread is told by a flag, stops what it runs in
/// order, and the process ends with the main thread's exit code, or after 10 s without waiting any
/// longer.
///
/// The main thread is not interrupted at once, since an interrupt in the middle of a start closes
/// files and breaks class initialisers. Only if it does not notice the flag in time, as when it
/// waits for a broker that does not answer, an interrupt nudges it.
final class Shutdown {
  private static final long NUDGE_AFTER_MILLIS = 4_000;
  private static final long GIVE_UP_AFTER_MILLIS = 5_500;
  private static final int FAILED = 1;

  private static final CountDownLatch ASKED = new CountDownLatch(1);
  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile boolean noticed;
  private static volatile int exitCode = FAILED;
  private static volatile @Nullable Thread main;
  private static volatile @Nullable Runnable onRequest;

  private Shutdown() {}

  /// Makes the calling thread the main thread.
  static void install() {
    main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(Shutdown::stop));
  }

  /// Whether the process was asked to stop.
  static boolean isRequested() {
    return ASKED.getCount() == 0;
  }

  /// Sets what stops work that looks at no flag.
  static void onRequest(Runnable gentleStop) {
    onRequest = gentleStop;
  }

  /// Sleeps on the main thread.
  ///
  /// @return true if the process was asked to stop; no interrupt comes after that
  static boolean sleep(long millis) {
    try {
      noticed = ASKED.await(millis, TimeUnit.MILLISECONDS);
      return noticed;
    } catch (InterruptedException nudge) {
      noticed = true;
      return true;
    }
  }

  /// Ends what the main thread does if the process was asked to stop.
  static void checkpoint() throws InterruptedException {
    if (isRequested()) {
      noticed = true;
      throw new InterruptedException("asked to stop");
    }
  }

  /// Ends the process.
  static void finish(int code) {
    exitCode = code;
    FINISHED.countDown();
    System.exit(code);
  }

  private static void stop() {
    if (FINISHED.getCount() == 0) {
      return;
    }
    ASKED.countDown();
    Runnable gentleStop = onRequest;
    if (gentleStop != null) {
      gentleStop.run();
    }
    try {
      if (!FINISHED.await(NUDGE_AFTER_MILLIS, TimeUnit.MILLISECONDS)) {
        nudge();
        if (!FINISHED.await(GIVE_UP_AFTER_MILLIS, TimeUnit.MILLISECONDS)) {
          System.err.println("millrace: not everything stopped in time");
        }
      }
    } catch (InterruptedException neverHappens) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    System.err.flush();
    // Without this the exit code would be that of the signal, whatever became of the stop.
    Runtime.getRuntime().halt(exitCode);
  }

  private static void nudge() {
    Thread toInterrupt = main;
    if (!noticed && toInterrupt != null) {
      toInterrupt.interrupt();
    }
  }
}
