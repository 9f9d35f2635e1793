package io.millrace.producer.world;

import io.millrace.model.event.Interaction;
import java.util.Objects;

/// Looks behind the scenes of a world.
final class Hidden {
  private Hidden() {}

  static Item item(World world, String itemId) {
    return world.catalogue().item(Objects.requireNonNull(world.catalogue().indexOf(itemId)));
  }

  /// Whether the event's item is of a group that its user favours.
  static boolean inTaste(World world, Interaction event) {
    User user = Objects.requireNonNull(world.crowd().find(event.userId()));
    Item item = item(world, event.itemId());
    return user.favours(item.mainGroup()) || user.favours(item.secondGroup());
  }

  static boolean shareGroup(Item a, Item b) {
    return a.mainGroup() == b.mainGroup()
        || a.mainGroup() == b.secondGroup()
        || a.secondGroup() == b.mainGroup()
        || a.secondGroup() == b.secondGroup();
  }
}
