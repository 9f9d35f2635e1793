package io.millrace.model.event;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How strongly each type of event teaches: positive types pull user and item together, negative
/// ones push the item away from that user, and 0 only marks the item as seen. The types of [Undo],
/// [Erasure] and [Merge] have no weight: they are reserved.
///
/// @param byType weight of each known type
public record EventWeights(Map<String, Float> byType) {

  /// Largest weight of either sign: far more than any type is worth beside another, and far less
  /// than what would drive a bias out of proportion.
  public static final float MAX_WEIGHT = 100;

  private static final Set<String> RESERVED = Set.of(Undo.TYPE, Erasure.TYPE, Merge.TYPE);

  /// Whether a type is that of a record which takes the way of events and is none.
  public static boolean isReserved(String type) {
    return RESERVED.contains(type);
  }

  /// Weights that suit most sources: every positive type counts 1.
  public static final EventWeights DEFAULT =
      new EventWeights(
          Map.ofEntries(
              Map.entry("view", 1f),
              Map.entry("click", 1f),
              Map.entry("like", 1f),
              Map.entry("cart", 1f),
              Map.entry("purchase", 1f),
              Map.entry("rating", 1f),
              Map.entry("play", 1f),
              Map.entry("share", 1f),
              Map.entry("seen", 0f),
              Map.entry("dislike", -1f)));

  /// @throws IllegalArgumentException naming the type if it is reserved, or if a weight is larger
  ///   than [#MAX_WEIGHT]
  public EventWeights {
    byType.forEach(
        (type, weight) -> {
          if (isReserved(type)) {
            throw new IllegalArgumentException(
                "event type '%s' is reserved: it can have no weight".formatted(type));
          }
          if (!(Math.abs(weight) <= MAX_WEIGHT)) {
            throw new IllegalArgumentException(
                "weight of event type '%s' is %s, but must be between -%s and %s"
                    .formatted(type, weight, MAX_WEIGHT, MAX_WEIGHT));
          }
        });
    byType = Map.copyOf(byType);
  }

  /// These weights with some of them changed or added.
  public EventWeights with(Map<String, Float> changes) {
    var merged = new TreeMap<>(byType);
    merged.putAll(changes);
    return new EventWeights(merged);
  }

  /// @throws InvalidEventException if no weight is known for the type of the event
  public float of(Interaction event) {
    Float weight = byType.get(event.type());
    if (weight == null) {
      throw new InvalidEventException(
          Rejection.UNKNOWN_TYPE,
          "type",
          event.type(),
          "is none of " + String.join(", ", new TreeMap<>(byType).keySet()));
    }
    return weight;
  }
}
