package io.millrace.producer.world;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/// A simulated world as a source of events that happen when they are sent: they carry no timestamp
/// of their own. Endless.
public final class WorldSource implements EventSource {
  private final World world;
  private final BiConsumer<String, ItemDetails> listed;
  private int itemsListed;

  /// @param listed hears of each item, with its details, before the first event that may be with it
  public WorldSource(World world, BiConsumer<String, ItemDetails> listed) {
    this.world = world;
    this.listed = listed;
  }

  @Override
  public String fingerprint() {
    return world.fingerprint();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  @Override
  public SourcedEvent next() {
    long position = world.position();
    Interaction event = world.next();
    List<String> items = world.itemIds();
    for (; itemsListed < items.size(); itemsListed++) {
      String itemId = items.get(itemsListed);
      listed.accept(itemId, world.details(itemId));
    }
    return new SourcedEvent(position, event.whenSent());
  }

  @Override
  public long malformed() {
    return 0;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
