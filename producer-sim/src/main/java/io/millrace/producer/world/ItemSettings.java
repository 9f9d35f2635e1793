package io.millrace.producer.world;

/// The catalogue of a world.
///
/// @param initial items there at the start
/// @param newPerThousand items that arrive per 1,000 events, on average
/// @param groups hidden groups; each has an item, so there are no more groups than initial items
/// @param driftPerThousand how fast popularity moves: the share of an item's present deviation that
///   is forgotten in 1,000 events, as the exponent of a decay. 0 stands still, 0.05 keeps a third
///   after 20,000 events
public record ItemSettings(
    int initial, double newPerThousand, int groups, double driftPerThousand) {

  /// 1,000 items in 20 groups; in 20,000 events 200 more arrive and the charts turn over once.
  public static final ItemSettings DEFAULT = new ItemSettings(1_000, 10, 20, 0.05);

  /// @throws IllegalArgumentException naming the field that is out of bounds, and its value
  public ItemSettings {
    Check.between("items.initial", initial, 1, 1_000_000);
    Check.between("items.newPerThousand", newPerThousand, 0, 1_000);
    Check.between("items.groups", groups, 1, initial);
    Check.atLeast("items.driftPerThousand", driftPerThousand, 0);
  }
}
