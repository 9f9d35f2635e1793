package io.millrace.app.crash;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Events of a small world drawn at random, and how many of each user and item Kafka has
/// acknowledged.
final class Truth {
  private final int users;
  private final int items;
  private final SplittableRandom random;
  private final AtomicIntegerArray userEvents;
  private final AtomicIntegerArray itemEvents;
  private final AtomicInteger acknowledged = new AtomicInteger();

  Truth(int users, int items, long seed) {
    this.users = users;
    this.items = items;
    this.random = new SplittableRandom(seed);
    this.userEvents = new AtomicIntegerArray(users);
    this.itemEvents = new AtomicIntegerArray(items);
  }

  /// An event by the numbers of its user and item.
  record Pair(int user, int item) {}

  /// The next event. Of both users and items a few are much more frequent than the others.
  Pair draw() {
    return new Pair(drawBelow(users), drawBelow(items));
  }

  private int drawBelow(int bound) {
    double u = random.nextDouble();
    return (int) (bound * u * u);
  }

  void acknowledge(Pair event) {
    userEvents.incrementAndGet(event.user());
    itemEvents.incrementAndGet(event.item());
    acknowledged.incrementAndGet();
  }

  int users() {
    return users;
  }

  int items() {
    return items;
  }

  int acknowledged() {
    return acknowledged.get();
  }

  int eventsOfUser(int user) {
    return userEvents.get(user);
  }

  int eventsOfItem(int item) {
    return itemEvents.get(item);
  }

  static String userId(int user) {
    return "user-" + user;
  }

  static String itemId(int item) {
    return "item-" + item;
  }
}
