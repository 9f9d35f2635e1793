package io.millrace.app.cli;

import io.millrace.app.snapshot.Exporter;
import io.millrace.app.snapshot.Progress;
import io.millrace.app.snapshot.Summary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A snapshot of what an application has learned, as files.
@Command(
    name = "export",
    description =
        "Write a snapshot of what was learned, with its offsets, as Parquet files. Instances may run"
            + " meanwhile.")
final class ExportCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private RankOption rank = new RankOption();

  @Parameters(paramLabel = "DIR", description = "Folder that is not there yet, or empty.")
  private Path folder = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Output.of(spec);
    var progress =
        new Progress() {
          @Override
          public void partition(int partition, long users, long nextInteraction) {
            out.printf(
                "partition %d: %d users, as of offset %d%n", partition, users, nextInteraction);
            out.flush();
          }
        };
    Summary written = new Exporter(cluster.settings(rank), progress).export(folder);
    out.printf("Wrote %s.%n", ImportCommand.describe(written, folder));
    return 0;
  }
}
