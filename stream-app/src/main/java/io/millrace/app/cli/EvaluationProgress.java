package io.millrace.app.cli;

import java.io.PrintWriter;
import java.util.function.IntConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// How far one ranker has come: a bar on a terminal, a plain line every few seconds elsewhere. Both
/// tell the events a second and the time left.
final class EvaluationProgress implements IntConsumer, AutoCloseable {
  private static final long PLAIN_NANOS = 5_000_000_000L;
  private static final int EVERY = 64; // events between looks at the clock

  private final PrintWriter err;
  private final String name;
  private final int total;
  private final @Nullable ProgressBar bar;
  private final long startNanos = System.nanoTime();
  private long printedNanos = startNanos;

  EvaluationProgress(PrintWriter err, boolean terminal, String name, int total) {
    this.err = err;
    this.name = name;
    this.total = total;
    this.bar =
        terminal
            ? new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build()
            : null;
  }

  @Override
  public void accept(int done) {
    if (done % EVERY != 0 && done != total) {
      return;
    }
    if (bar != null) {
      bar.stepTo(done);
      return;
    }
    long nowNanos = System.nanoTime();
    if (nowNanos - printedNanos > PLAIN_NANOS) {
      printedNanos = nowNanos;
      double perSecond = done * 1e9 / (nowNanos - startNanos);
      err.printf(
          "%s: %,d of %,d events, %,.0f a second, %,.0f seconds left%n",
          name, done, total, perSecond, (total - done) / perSecond);
      err.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
