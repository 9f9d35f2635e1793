package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import picocli.CommandLine.Option;

/// Of how many users an instance tells who is like whom.
final class SimilarUsersOption {
  @Option(
      names = "--similar-users",
      paramLabel = "N",
      defaultValue = "${env:MILLRACE_SIMILAR_USERS:-" + AppSettings.DEFAULT_SIMILAR_USERS + "}",
      description =
          "Users of an instance among whom neighbours are looked for, at most; each takes about 370"
              + " bytes more at rank 64; 0 turns it off (env MILLRACE_SIMILAR_USERS; default:"
              + " ${DEFAULT-VALUE}).")
  private int count = AppSettings.DEFAULT_SIMILAR_USERS;

  int count() {
    return count;
  }
}
