package io.millrace.producer.send;

import java.util.concurrent.TimeUnit;

/// Time as the send loop sees it.
public interface SendClock {
  /// The clock of this machine.
  SendClock SYSTEM =
      new SendClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  /// Nanoseconds from an arbitrary origin.
  long nanoTime();

  /// @throws InterruptedException if the thread is interrupted meanwhile
  void sleep(long nanos) throws InterruptedException;
}
