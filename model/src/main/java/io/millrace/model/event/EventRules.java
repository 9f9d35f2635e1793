package io.millrace.model.event;

import java.util.TreeSet;

/// What events of each type mean to the learner.
///
/// @param weights how much each type teaches
/// @param strengths how much each value teaches, as a factor of the weight
public record EventRules(EventWeights weights, ValueStrengths strengths) {

  /// The default weights, whatever the value.
  public static final EventRules DEFAULT =
      new EventRules(EventWeights.DEFAULT, ValueStrengths.NONE);

  /// @throws IllegalArgumentException naming the type of a strength that has no weight
  public EventRules {
    for (String type : strengths.byType().keySet()) {
      if (!weights.byType().containsKey(type)) {
        throw new IllegalArgumentException(
            "strength of event type '%s': the type has no weight; give it one, or mean one of %s"
                .formatted(type, String.join(", ", new TreeSet<>(weights.byType().keySet()))));
      }
    }
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
