package io.millrace.app.cli;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.SeenRules;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which events take an item out of the lists of the user who did them.
final class SeenOption {
  @Option(
      names = "--seen",
      paramLabel = "TYPE=HOW",
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      defaultValue = "${env:MILLRACE_SEEN:-" + Option.NULL_VALUE + "}",
      description =
          "How long an event of a type keeps its item out of the user's lists: forever, no, or a"
              + " time such as 30m, 1h or 7d; * for all types that are not named; repeatable (env"
              + " MILLRACE_SEEN; default: *=forever).")
  private @Nullable Map<String, String> byType;

  boolean isGiven() {
    return byType != null;
  }

  /// The rules with what the option says; `otherwise` if it says nothing.
  ///
  /// @throws IllegalArgumentException naming the type or the time that is wrong
  EventRules apply(EventRules rules, SeenRules otherwise) {
    if (byType == null) {
      return rules.withSeen(otherwise);
    }
    try {
      return rules.withSeen(SeenRules.parse(byType, rules.weights().byType().keySet()));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--seen: " + wrong.getMessage(), wrong);
    }
  }
}
