package io.millrace.app.cli;

import io.millrace.model.learner.LearnerSettings;
import picocli.CommandLine.Option;

/// The option of commands that learn, or read what was learned.
final class RankOption {
  @Option(
      names = "--rank",
      defaultValue = "${env:MILLRACE_RANK:-64}",
      description = "Length of the vectors (env MILLRACE_RANK; default: ${DEFAULT-VALUE}).")
  private int rank = LearnerSettings.DEFAULT.rank();

  LearnerSettings learner() {
    return LearnerSettings.DEFAULT.withRank(rank);
  }
}
