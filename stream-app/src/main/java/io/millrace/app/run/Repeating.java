package io.millrace.app.run;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// A thread that does the same again and again, with a pause between, until it is closed.
final class Repeating implements AutoCloseable {
  private final long pauseNanos;
  private final Runnable step;
  private final Consumer<Throwable> failed;
  private final Thread thread;
  private volatile boolean stopped;

  /// @param name of the thread
  /// @param failed hears what a step throws, which is the last one then
  Repeating(String name, long pauseNanos, Runnable step, Consumer<Throwable> failed) {
    this.pauseNanos = pauseNanos;
    this.step = step;
    this.failed = failed;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        step.run();
        LockSupport.parkNanos(pauseNanos);
      }
    } catch (RuntimeException | Error thrown) {
      failed.accept(thrown);
    }
  }

  /// Waits until the step that is under way has ended.
  @Override
  public void close() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
