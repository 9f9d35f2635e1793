package io.millrace.app.cli;

import io.millrace.app.run.Rebuild;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// How far a rebuild has come: a bar on a terminal, a plain line every few seconds elsewhere. Both
/// tell the events a second and the time left.
final class RebuildProgress implements Rebuild.Progress, AutoCloseable {
  private static final long PLAIN_NANOS = 2_000_000_000L;

  private final PrintWriter err;
  private final boolean terminal;
  private @Nullable ProgressBar bar;
  private long startNanos;
  private long printedNanos;

  RebuildProgress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void phase(String what) {
    err.println(what);
    err.flush();
  }

  @Override
  public void learned(long done, long total) {
    long now = System.nanoTime();
    if (startNanos == 0) {
      startNanos = now;
      printedNanos = now;
      bar = terminal ? bar(total) : null;
    }
    if (bar != null) {
      bar.stepTo(done);
    } else if (now - printedNanos > PLAIN_NANOS) {
      printedNanos = now;
      double perSecond = done * 1e9 / (now - startNanos);
      err.printf(
          "%,d of %,d events, %,.0f a second, %s%n",
          done, total, perSecond, left(total - done, perSecond));
      err.flush();
    }
  }

  private static String left(long events, double perSecond) {
    return perSecond == 0 ? "nothing yet" : "%,.0f seconds left".formatted(events / perSecond);
  }

  private static ProgressBar bar(long total) {
    return new ProgressBarBuilder()
        .setTaskName("events")
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed()
        .build();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
