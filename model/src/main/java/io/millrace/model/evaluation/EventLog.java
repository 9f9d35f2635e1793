package io.millrace.model.evaluation;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The events of an evaluation in the order in which they are learned. Users and items are numbered
/// from 0 by first appearance, so the items known after n events are 0 to the largest among them.
public final class EventLog {
  private final Object2IntOpenHashMap<String> userNumbers = new Object2IntOpenHashMap<>();
  private final Object2IntOpenHashMap<String> itemNumbers = new Object2IntOpenHashMap<>();
  private final List<String> userIds = new ArrayList<>();
  private final List<String> itemIds = new ArrayList<>();
  private final IntArrayList users = new IntArrayList();
  private final IntArrayList items = new IntArrayList();
  private final FloatArrayList weights = new FloatArrayList();
  private final BitSet tested = new BitSet();
  private final LongArrayList timesMillis = new LongArrayList();

  /// Adds an event behind all others, which is tested if its weight is positive.
  public void add(String userId, String itemId, float weight, long timeMillis) {
    add(userId, itemId, weight, timeMillis, weight > 0);
  }

  /// Adds an event behind all others.
  ///
  /// @param isTested whether rankers are to foresee it, whatever it teaches
  public void add(String userId, String itemId, float weight, long timeMillis, boolean isTested) {
    tested.set(size(), isTested);
    users.add(number(userNumbers, userIds, userId));
    items.add(number(itemNumbers, itemIds, itemId));
    weights.add(weight);
    timesMillis.add(timeMillis);
  }

  private static int number(Object2IntOpenHashMap<String> numbers, List<String> ids, String id) {
    int next = ids.size();
    int number = numbers.computeIfAbsent(id, unknown -> next);
    if (number == next) {
      ids.add(id);
    }
    return number;
  }

  /// The same events in another order, numbered anew.
  ///
  /// @param order (size) each event once
  public EventLog reordered(int[] order) {
    var log = new EventLog();
    for (int event : order) {
      log.copy(this, event, timeMillis(event));
    }
    return log;
  }

  /// The same events a second apart, from time 0, as if that were when they happened.
  ///
  /// @param last events from this one on happen at the same time
  public EventLog timedByOrder(int last) {
    var log = new EventLog();
    for (int event = 0; event < size(); event++) {
      log.copy(this, event, Math.min(event, last) * 1_000L);
    }
    return log;
  }

  private void copy(EventLog other, int event, long timeMillis) {
    String userId = other.userId(other.user(event));
    String itemId = other.itemId(other.item(event));
    add(userId, itemId, other.weight(event), timeMillis, other.isTested(event));
  }

  /// Number of events.
  public int size() {
    return users.size();
  }

  /// Number of users.
  public int users() {
    return userIds.size();
  }

  /// Number of items.
  public int items() {
    return itemIds.size();
  }

  public String userId(int user) {
    return userIds.get(user);
  }

  public String itemId(int item) {
    return itemIds.get(item);
  }

  public int user(int event) {
    return users.getInt(event);
  }

  public int item(int event) {
    return items.getInt(event);
  }

  public float weight(int event) {
    return weights.getFloat(event);
  }

  public boolean isTested(int event) {
    return tested.get(event);
  }

  public long timeMillis(int event) {
    return timesMillis.getLong(event);
  }
}
