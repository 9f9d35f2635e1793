package io.millrace.app.cli;

import io.millrace.producer.send.SendCounts;
import java.io.PrintWriter;
import java.util.OptionalLong;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// How far sending has come: a bar on a terminal, a plain line every few seconds elsewhere.
final class SendProgress implements Consumer<SendCounts>, AutoCloseable {
  private static final long PLAIN_NANOS = 5_000_000_000L;

  private final PrintWriter err;
  private final OptionalLong total;
  private final @Nullable ProgressBar bar;
  private long printedNanos = System.nanoTime();

  SendProgress(PrintWriter err, boolean terminal, OptionalLong total) {
    this.err = err;
    this.total = total;
    this.bar =
        terminal
            ? new ProgressBarBuilder()
                .setTaskName("events")
                .setInitialMax(total.orElse(-1))
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build()
            : null;
  }

  @Override
  public void accept(SendCounts counts) {
    long done = counts.sent() + counts.skipped();
    if (bar != null) {
      bar.stepTo(done);
    } else if (System.nanoTime() - printedNanos > PLAIN_NANOS) {
      printedNanos = System.nanoTime();
      err.printf(
          "%,d%s events%n",
          done, total.isPresent() ? " of " + "%,d".formatted(total.getAsLong()) : "");
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
