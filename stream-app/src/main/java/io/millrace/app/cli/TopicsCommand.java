package io.millrace.app.cli;

import io.millrace.app.run.Topics;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The topics that Millrace reads and writes.
@Command(name = "topics", description = "Manage the topics that Millrace reads and writes.")
final class TopicsCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(Output.commandLine(spec), "Missing subcommand: topics create");
  }

  @Command(name = "create", description = "Make the topics that are missing.")
  int create(
      @Mixin ClusterOptions cluster,
      @Option(
              names = "--partitions",
              defaultValue = "" + Topics.DEFAULT_PARTITIONS,
              description =
                  "Partitions of a new topic of interactions (default: ${DEFAULT-VALUE}). It cannot"
                      + " be changed later.")
          int partitions) {
    if (partitions < 1 || partitions > 1_000) {
      throw new ParameterException(
          Output.commandLine(spec),
          "--partitions is %d, but must be between 1 and 1000".formatted(partitions));
    }
    try (var topics = new Topics(cluster.settings())) {
      List<String> made = topics.createInputs(partitions);
      int found = topics.requireInputs();
      topics.requireUsers(found);
      topics.createOwn(found);
      Output.of(spec)
          .println(
              made.isEmpty()
                  ? "The topics exist already."
                  : "Made " + String.join(", ", made) + ".");
    }
    return 0;
  }
}
