package io.millrace.app.cli;

import io.millrace.app.cli.Demo.Look;
import java.io.PrintWriter;

/// The line that a demo shows of itself: drawn over on a terminal, a new one every few seconds
/// elsewhere.
final class LiveLine {
  private static final long TERMINAL_NANOS = 500_000_000L;
  private static final long PLAIN_NANOS = 2_000_000_000L;

  private final PrintWriter err;
  private final boolean terminal;
  private Look last;
  private long lastNanos;

  LiveLine(PrintWriter err, boolean terminal, Look first) {
    this.err = err;
    this.terminal = terminal;
    this.last = first;
    this.lastNanos = System.nanoTime();
  }

  void show(Look now) {
    long nanos = System.nanoTime();
    if (nanos - lastNanos < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    print(now, nanos);
  }

  /// Shows how it ended and leaves the line.
  void end(Look now) {
    print(now, System.nanoTime());
    if (terminal) {
      err.println();
      err.flush();
    }
  }

  private void print(Look now, long nanos) {
    String text = text(now, (nanos - lastNanos) / 1e9);
    err.print(terminal ? "\r\033[K" + text : text + System.lineSeparator());
    err.flush();
    last = now;
    lastNanos = nanos;
  }

  private static String quality(double hitRate) {
    return Double.isNaN(hitRate) ? "-" : "%.4f".formatted(hitRate);
  }

  private String text(Look now, double seconds) {
    long learned = now.learnedHere() - last.learnedHere();
    String freshness =
        learned == 0
            ? "-"
            : "%.0f ms".formatted((now.learnedMillis() - last.learnedMillis()) / learned);
    return "%,7.0f events/s  learned %,d  lag %,d  freshness %s  users %,d  items %,d  HR@10 %s, of late %s (popularity %s)"
        .formatted(
            learned / seconds,
            now.tally().learned(),
            now.unhandled(),
            freshness,
            now.tally().users(),
            now.items(),
            quality(now.tally().hitRate()),
            quality(now.lateHitRate()),
            quality(now.popularityHitRate()));
  }
}
