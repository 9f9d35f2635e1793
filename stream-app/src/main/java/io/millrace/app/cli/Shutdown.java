package io.millrace.app.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ctrl-C and SIGTERM, at any moment.
///
/// As long as a command has nothing that must be stopped in order, the process ends at once. A
/// command that has announces it with [#handle], sees the request in [#isRequested] or is told of
/// it, and stops in order; the process then ends with the main thread's exit code, or after 10 s
/// more than it said that it needs, without waiting any longer. The main thread is interrupted
/// nowhere but in [#interruptibly]: an interrupt breaks the files and clients that it meets, those
/// that are being closed too.
final class Shutdown {
  private static final long SLACK_MILLIS = 10_000;
  private static final int FINE = 0;
  private static final int FAILED = 1;

  private static final Object LOCK = new Object();
  private static final CountDownLatch REQUESTED = new CountDownLatch(1);
  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile int exitCode = FAILED;
  private static volatile boolean started;
  private static volatile long expectedMillis;
  private static @Nullable Runnable gentleStop; // guarded by LOCK
  private static @Nullable Thread interruptible; // guarded by LOCK

  private Shutdown() {}

  /// Takes charge of the end of the process.
  static void install() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(Shutdown::stop));
  }

  /// Something that may take long and can be interrupted.
  interface Work<T> {
    T run() throws InterruptedException;
  }

  /// Whether the process was asked to stop.
  static boolean isRequested() {
    return REQUESTED.getCount() == 0;
  }

  /// From now on a failure is news even if it comes while the process stops.
  static void started() {
    started = true;
  }

  /// Whether the process was asked to stop before what it does had started. What fails then, fails
  /// for that.
  static boolean cutsAStartShort() {
    return isRequested() && !started;
  }

  /// From now on there is something to stop in order, which the calling thread does as soon as it
  /// sees the request.
  static void handle() {
    handle(() -> {});
  }

  /// From now on there is something to stop in order.
  ///
  /// @param stop makes the calling thread stop; called once, from another thread
  static void handle(Runnable stop) {
    synchronized (LOCK) {
      gentleStop = stop;
    }
  }

  /// Says how long a stop in order takes if all goes well.
  static void takes(long millis) {
    expectedMillis = millis;
  }

  /// Runs something that a request interrupts. After it the thread is not interrupted.
  ///
  /// @throws InterruptedException if the process was asked to stop
  static <T> T interruptibly(Work<T> work) throws InterruptedException {
    synchronized (LOCK) {
      continueUnlessRequested();
      interruptible = Thread.currentThread();
    }
    try {
      return work.run();
    } finally {
      synchronized (LOCK) {
        interruptible = null;
        Thread.interrupted();
      }
    }
  }

  /// @throws InterruptedException if the process was asked to stop
  static void continueUnlessRequested() throws InterruptedException {
    if (isRequested()) {
      throw new InterruptedException("the process was asked to stop");
    }
  }

  /// Waits, at most until the process is asked to stop.
  ///
  /// @return true if it was
  static boolean sleep(long millis) throws InterruptedException {
    return REQUESTED.await(millis, TimeUnit.MILLISECONDS);
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
    if (!askToStop()) {
      exitCode = FINE;
    } else if (!awaitFinished()) {
      System.err.println(
          "millrace: not everything stopped within " + maxStopMillis() / 1_000 + " s");
    }
    System.out.flush();
    System.err.flush();
    // Without this the exit code would be that of the signal, whatever became of the stop.
    Runtime.getRuntime().halt(exitCode);
  }

  /// Returns false if there is nothing to wait for.
  private static boolean askToStop() {
    synchronized (LOCK) {
      REQUESTED.countDown();
      if (gentleStop == null) {
        return false;
      }
      gentleStop.run();
      if (interruptible != null) {
        interruptible.interrupt();
      }
      return true;
    }
  }

  private static long maxStopMillis() {
    return SLACK_MILLIS + expectedMillis;
  }

  private static boolean awaitFinished() {
    try {
      return FINISHED.await(maxStopMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException neverHappens) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
