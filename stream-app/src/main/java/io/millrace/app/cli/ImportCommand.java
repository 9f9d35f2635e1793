package io.millrace.app.cli;

import io.millrace.app.snapshot.Importer;
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

/// An application that starts from a snapshot.
@Command(
    name = "import",
    description =
        "Make a snapshot the state of an application id under which nothing was learned yet;"
            + " instances of it then learn on from the snapshot's offsets.")
final class ImportCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1024 * 1024;

  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private RankOption rank = new RankOption();

  @Parameters(paramLabel = "DIR", description = "Folder that 'export' wrote.")
  private Path folder = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Output.of(spec);
    var settings = cluster.settings(rank);
    var progress =
        new Progress() {
          @Override
          public void sent(long records) {
            out.printf("sent %d records%n", records);
            out.flush();
          }
        };
    Summary read = new Importer(settings, progress).load(folder);
    out.printf(
        "Imported %s. 'bin/millrace serve --application-id %s' learns on from there.%n",
        describe(read, folder), settings.applicationId());
    return 0;
  }

  static String describe(Summary snapshot, Path folder) {
    return "%s: %d users and %d items of %d partitions, after %d events, %.1f MiB"
        .formatted(
            folder,
            snapshot.users(),
            snapshot.items(),
            snapshot.partitions(),
            snapshot.events(),
            (double) snapshot.bytes() / MEBIBYTE);
  }
}
