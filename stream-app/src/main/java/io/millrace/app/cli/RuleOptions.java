package io.millrace.app.cli;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.ValueStrengths;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of commands that learn: what events of each type teach.
final class RuleOptions {
  @Option(
      names = "--weight",
      paramLabel = "TYPE=WEIGHT",
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      defaultValue = "${env:MILLRACE_WEIGHT:-" + Option.NULL_VALUE + "}",
      description =
          "How much an event type teaches, such as purchase=5,view=0.5; repeatable. Positive pulls"
              + " together, negative pushes away, 0 only marks as seen (env MILLRACE_WEIGHT).")
  private @Nullable Map<String, Float> weights;

  @Option(
      names = "--strength",
      paramLabel = "TYPE=EXPRESSION",
      split = "\\s*;\\s*",
      splitSynopsisLabel = ";",
      defaultValue = "${env:MILLRACE_STRENGTH:-" + Option.NULL_VALUE + "}",
      description =
          "How much an event teaches by its value, as a factor of the weight of its type, such as"
              + " 'rating=(value - 3) / 2;purchase=log(1 + value)'; repeatable. It knows value,"
              + " numbers, + - * /, log, sqrt, abs, min and max (env MILLRACE_STRENGTH; default:"
              + " values are ignored).")
  private @Nullable Map<String, String> strengths;

  /// @throws IllegalArgumentException naming the option, the type and what is wrong
  EventRules rules() {
    EventWeights byType = named("--weight", () -> EventWeights.DEFAULT.with(orNone(weights)));
    return named(
        "--strength", () -> new EventRules(byType, ValueStrengths.parse(orNone(strengths))));
  }

  private static <V> Map<String, V> orNone(@Nullable Map<String, V> given) {
    return given == null ? Map.of() : new LinkedHashMap<>(given);
  }

  static <T> T named(String option, Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(option + ": " + wrong.getMessage(), wrong);
    }
  }
}
