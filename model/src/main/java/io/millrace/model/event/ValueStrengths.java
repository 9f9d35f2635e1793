package io.millrace.model.event;

import java.util.Map;
import java.util.TreeMap;

/// How strong events of some types are by their value. Of a type that is not among them the value
/// is ignored.
///
/// @param byType expression of each type
public record ValueStrengths(Map<String, ValueStrength> byType) {

  /// Every value is ignored.
  public static final ValueStrengths NONE = new ValueStrengths(Map.of());

  public ValueStrengths {
    byType = Map.copyOf(byType);
  }

  /// @param expressions by type of event
  /// @throws IllegalArgumentException naming the type, and what is wrong with its expression
  public static ValueStrengths parse(Map<String, String> expressions) {
    Map<String, ValueStrength> byType = new TreeMap<>();
    expressions.forEach((type, expression) -> byType.put(type, parse(type, expression)));
    return new ValueStrengths(byType);
  }

  private static ValueStrength parse(String type, String expression) {
    try {
      return ValueStrength.parse(expression);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "strength of event type '%s': %s".formatted(type, wrong.getMessage()), wrong);
    }
  }

  /// The expressions as they were written.
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    byType.forEach((type, strength) -> texts.put(type, strength.text()));
    return texts;
  }

  /// How strong an event is: 1 if its type has no expression or the event has no value.
  ///
  /// @throws InvalidEventException if the expression is infinite or no number for the value
  public double of(Interaction event) {
    ValueStrength strength = byType.get(event.type());
    Double value = event.value();
    if (strength == null || value == null) {
      return 1;
    }
    double result = strength.of(value);
    if (!Double.isFinite(result)) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD,
          "value",
          value,
          "of type '%s' makes its strength %s %s".formatted(event.type(), strength, result));
    }
    return result;
  }
}
