package io.millrace.app.topology;

import io.millrace.app.topology.EventIntake.Accepted;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Merge;
import io.millrace.model.metrics.Outcome;
import io.millrace.producer.json.UnknownFields;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
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

  /// Merges that are followed from a visitor on: chains are short, and circles have no end.
  private static final int MAX_MERGES = 8;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final EventIntake events;
  private final UserIntake users;
  private final long maxEntries;
  private final Long2LongOpenHashMap erasedAt = map(); // offset of a user's last erasure
  private final Long2LongOpenHashMap erasedMillis = map(); // its time, on the topic of users
  private final Long2LongOpenHashMap undoneAt = map(); // offset of the last undo of user and item
  private final Long2ObjectOpenHashMap<Account> mergedInto = new Long2ObjectOpenHashMap<>();

  /// Who took over a visitor's history: what the account takes back later holds for it, too.
  ///
  /// @param user hash of the account
  /// @param offset of the record of the merge, on the account's partition
  /// @param sentMillis when it was sent
  private record Account(long user, long offset, long sentMillis) {}

  /// @param rules of what events teach
  /// @param partitions of the topic of interactions
  /// @param maxEntries that are kept, each of which takes up to 32 bytes
  public TakeBacks(EventRules rules, int partitions, long maxEntries) {
    this.events = new EventIntake(rules, partitions, UnknownFields.IGNORED);
    this.users = new UserIntake(partitions, UnknownFields.IGNORED);
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
      case Accepted.Merging merging ->
          putMerge(merging.merge(), sent.offset(), Math.max(0, sent.timestamp()));
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

  private void putMerge(Merge merge, long offset, long sentMillis) {
    long visitor = hash(merge.from());
    requireRoom(mergedInto.containsKey(visitor));
    var account = new Account(hash(merge.userId()), offset, sentMillis);
    mergedInto.merge(
        visitor, account, (one, other) -> one.sentMillis() > other.sentMillis() ? one : other);
  }

  private void put(Long2LongOpenHashMap map, long key, long value) {
    requireRoom(map.containsKey(key));
    map.mergeLong(key, value, Math::max);
  }

  private void requireRoom(boolean isKnown) {
    if (size() + mergedInto.size() >= maxEntries && !isKnown) {
      throw new IllegalStateException(
          "there is room for %d erasures, undone items and merges: set MILLRACE_HEAP to more"
              .formatted(maxEntries));
    }
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
    return of(hash(event.userId()), event.itemId(), offset, sentMillis, 0);
  }

  /// @param merges that were followed from the user of the event to this one
  private @Nullable Outcome of(long user, String itemId, long offset, long sentMillis, int merges) {
    if (erasedAt.get(user) > offset || erasedMillis.get(user) >= sentMillis) {
      return Outcome.ERASED;
    }
    if (!undoneAt.isEmpty() && undoneAt.get(hash(user, itemId)) > offset) {
      return Outcome.UNDONE;
    }
    Account account = mergedInto.get(user);
    return account == null || account.sentMillis() < sentMillis || merges == MAX_MERGES
        ? null
        : of(account.user(), itemId, account.offset(), account.sentMillis(), merges + 1);
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
    return hash(hash(first), second);
  }

  private static long hash(long first, String second) {
    return first * FNV_PRIME + hash(second);
  }
}
