package io.millrace.app.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ctrl-C and SIGTERM, at any moment: the main thread is interrupted, stops what it runs in order,
/// and the process ends with the main thread's exit code, or after 10 s without waiting any longer.
final class Shutdown {
  private static final long MAX_STOP_SECONDS = 10;
  private static final int FAILED = 1;

  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile boolean requested; // set before the main thread is interrupted
  private static volatile boolean delivered; // set after it
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
    return requested;
  }

  /// Sets what stops the work at hand gently. The main thread is then not interrupted.
  static void onRequest(Runnable gentleStop) {
    onRequest = gentleStop;
  }

  /// Sleeps on the main thread.
  ///
  /// @return true if the process was asked to stop; no interrupt comes after that
  static boolean sleep(long millis) {
    try {
      Thread.sleep(millis);
      checkpoint();
      return false;
    } catch (InterruptedException stop) {
      return true;
    }
  }

  /// Ends what the main thread does if the process was asked to stop. Needed between steps that may
  /// swallow an interrupt.
  static void checkpoint() throws InterruptedException {
    if (delivered) {
      // Left set, the interrupt would cut the closing of Kafka's clients short.
      Thread.interrupted();
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
    requested = true;
    askToStop();
    try {
      if (!FINISHED.await(MAX_STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("millrace: not everything stopped within " + MAX_STOP_SECONDS + " s");
      }
    } catch (InterruptedException neverHappens) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    System.err.flush();
    // Without this the exit code would be that of the signal, whatever became of the stop.
    Runtime.getRuntime().halt(exitCode);
  }

  private static void askToStop() {
    Runnable gentleStop = onRequest;
    Thread toInterrupt = main;
    if (gentleStop != null) {
      gentleStop.run();
    } else if (toInterrupt != null) {
      toInterrupt.interrupt();
    }
    delivered = true;
  }
}
