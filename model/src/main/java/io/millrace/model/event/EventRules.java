package io.millrace.model.event;

import java.util.Set;
import java.util.TreeSet;

/// What events of each type mean to the learner, and to the lists of the user who did them.
///
/// @param weights how much each type teaches
/// @param strengths how much each value teaches, as a factor of the weight
/// @param seen which of them take the item out of the user's lists
public record EventRules(EventWeights weights, ValueStrengths strengths, SeenRules seen) {

  /// The default weights, whatever the value.
  public static final EventRules DEFAULT =
      new EventRules(EventWeights.DEFAULT, ValueStrengths.NONE);

  /// @throws IllegalArgumentException naming the type of a strength that has no weight
  public EventRules {
    for (String type : strengths.byType().keySet()) {
      if (!weights.byType().containsKey(type)) {
        throw new IllegalArgumentException(
            "strength of event type '%s': the type has no weight; give it one, or %s"
                .formatted(type, meant(type, weights.byType().keySet())));
      }
    }
  }

  private static String meant(String type, Set<String> known) {
    return NearestName.of(type, known)
        .map("mean '%s'"::formatted)
        .orElseGet(() -> "mean one of " + String.join(", ", new TreeSet<>(known)));
  }

  /// Rules by which every event takes its item out of the user's lists.
  ///
  /// @throws IllegalArgumentException naming the type of a strength that has no weight
  public EventRules(EventWeights weights, ValueStrengths strengths) {
    this(weights, strengths, SeenRules.DEFAULT);
  }

  /// The same with other rules for lists, which change nothing of what is learned.
  public EventRules withSeen(SeenRules newSeen) {
    return new EventRules(weights, strengths, newSeen);
  }

  /// How much an event teaches: the weight of its type times the strength of its value, at most
  /// [EventWeights#MAX_WEIGHT] of either sign. Positive pulls user and item together, negative
  /// pushes the item away from the user, 0 only marks it as seen.
  ///
  /// @throws InvalidEventException if no weight is known for the type, or if its strength is
  ///   infinite or no number for the value
  public float weightOf(Interaction event) {
    double weight = weights.of(event) * strengths.of(event);
    return (float) Math.clamp(weight, -EventWeights.MAX_WEIGHT, EventWeights.MAX_WEIGHT);
  }
}
