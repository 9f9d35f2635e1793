package io.millrace.producer.send;

/// Time that passes only while somebody sleeps.
final class ManualClock implements SendClock {
  private long nanos = Long.MAX_VALUE - 1_000; // soon negative, as System.nanoTime may become
  private long slept;

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void sleep(long duration) {
    nanos += duration;
    slept += duration;
  }

  long sleptMillis() {
    return slept / 1_000_000;
  }
}
