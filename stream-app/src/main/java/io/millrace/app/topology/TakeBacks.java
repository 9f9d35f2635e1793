package io.millrace.app.topology;

import io.millrace.app.topology.EventIntake.Accepted;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.metrics.Outcome;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// What users took back or had erased, as the topics tell it up to their ends: a model that is
/// learned anew leaves out what was done before. One thread collects; after that any may ask.
///
/// Users and items are kept as hashes of 64 bits. Of ten million users, two share one with a
/// probability of 3 in a million, and then one's erasure would hold for the other.
public final class TakeBacks {
  private static final long NEVER = -1;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final EventIntake events;
  private final UserIntake users;
  private final long maxEntries;
  private final Long2LongOpenHashMap erasedAt = map(); // offset of a user's last erasure
  private final Long2LongOpenHashMap erasedMillis = map(); // its time, on the topic of users
  private final Long2LongOpenHashMap undoneAt = map(); // offset of the last undo of user and item

  /// @param weights of event types
  /// @param partitions of the topic of interactions
  /// @param maxEntries that are kept, each of which takes up to 32 bytes
  public TakeBacks(EventWeights weights, int partitions, long maxEntries) {
    this.events = new EventIntake(weights, partitions);
    this.users = new UserIntake(partitions);
    this.maxEntries = maxEntries;
  }

  private static Long2LongOpenHashMap map() {
    var map = new Long2LongOpenHashMap();
    map.defaultReturnValue(NEVER);
    return map;
  }

  /// Takes a record of the topic of interactions. One that cannot be learned says nothing.
  ///
  /// @throws IllegalStateException if there is no room for what it takes back
  public void acceptEvent(ConsumerRecord<byte[], byte[]> sent) {
    Accepted accepted;
    try {
      accepted = events.accept(record(sent), sent.partition());
    } catch (InvalidEventException rejected) {
      return;
    }
    switch (accepted) {
      case Accepted.Event any -> {}
      case Accepted.Undoing undoing ->
          put(undoneAt, hash(undoing.undo().userId(), undoing.undo().itemId()), sent.offset());
      case Accepted.Erasing erasing ->
          put(erasedAt, hash(erasing.erasure().userId()), sent.offset());
    }
  }

  /// Takes a record of the topic of users.
  ///
  /// @throws IllegalStateException if there is no room for what it erases
  public void acceptUser(ConsumerRecord<byte[], byte[]> sent) {
    Optional<String> erased;
    try {
      erased = users.accept(record(sent), sent.partition());
    } catch (InvalidEventException rejected) {
      return;
    }
    erased.ifPresent(userId -> put(erasedMillis, hash(userId), Math.max(0, sent.timestamp())));
  }

  private static Record<byte[], byte[]> record(ConsumerRecord<byte[], byte[]> sent) {
    return new Record<>(sent.key(), sent.value(), Math.max(0, sent.timestamp()), sent.headers());
  }

  private void put(Long2LongOpenHashMap map, long key, long value) {
    if (size() >= maxEntries && !map.containsKey(key)) {
      throw new IllegalStateException(
          "there is room for %d erasures and undone items: set MILLRACE_HEAP to more"
              .formatted(maxEntries));
    }
    map.mergeLong(key, value, Math::max);
  }

  /// Erased users and undone items.
  public long size() {
    return (long) erasedAt.size() + erasedMillis.size() + undoneAt.size();
  }

  /// What an event counts as that was taken back after it was sent; null if it stands.
  ///
  /// @param offset of the event
  /// @param sentMillis when it was sent. Between the two topics there is no order but that of
  ///   clocks; an event of the same millisecond is taken to come before the erasure.
  @Nullable Outcome of(Interaction event, long offset, long sentMillis) {
    if (size() == 0) {
      return null;
    }
    long user = hash(event.userId());
    if (erasedAt.get(user) > offset || erasedMillis.get(user) >= sentMillis) {
      return Outcome.ERASED;
    }
    return !undoneAt.isEmpty() && undoneAt.get(hash(event.userId(), event.itemId())) > offset
        ? Outcome.UNDONE
        : null;
  }

  /// FNV-1a over UTF-16 units, with the bits mixed at the end.
  static long hash(String id) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }

  static long hash(String first, String second) {
    return hash(first) * FNV_PRIME + hash(second);
  }
}
