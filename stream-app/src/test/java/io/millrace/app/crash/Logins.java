package io.millrace.app.crash;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Every third user begins as a visitor and logs in at a moment drawn at random: events before it
/// are the visitor's, those after it the account's, and a merge says so. Then all of them are to be
/// the account's.
///
/// The merge is sent a moment after the visitor's last event and once Kafka has that, as where a
/// person types a password.
final class Logins {
  private static final int EVERY = 3;
  private static final long TYPING_NANOS = 100_000_000;

  private final int[] loginAt; // by user: events sent before
  private final AtomicIntegerArray unacknowledged; // of visitors
  private final List<Integer> toCome; // users by the time of their login, the last one first
  private final Deque<Typing> typing = new ArrayDeque<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final int count;

  private record Typing(int user, long sinceNanos) {}

  Logins(int users, int events, long seed) {
    var random = new SplittableRandom(seed);
    loginAt = new int[users];
    unacknowledged = new AtomicIntegerArray(users);
    toCome = new ArrayList<>();
    for (int user = 0; user < users; user += EVERY) {
      loginAt[user] = 1 + random.nextInt(events);
      toCome.add(user);
    }
    toCome.sort(Comparator.comparingInt(user -> -loginAt[user]));
    count = toCome.size();
  }

  /// Under which id a user's next event is sent.
  ///
  /// @param sent events of all users before it
  String idAt(int user, int sent) {
    return isVisitor(user, sent) ? visitorId(user) : Truth.userId(user);
  }

  boolean isVisitor(int user, int sent) {
    return sent < loginAt[user];
  }

  void sentByVisitor(int user) {
    unacknowledged.incrementAndGet(user);
  }

  void acknowledgedOfVisitor(int user) {
    unacknowledged.decrementAndGet(user);
  }

  /// The next user whose merge is to be sent now, or -1.
  ///
  /// @param sent events of all users so far
  int next(int sent, long nowNanos) {
    while (!toCome.isEmpty() && loginAt[toCome.getLast()] <= sent) {
      typing.add(new Typing(toCome.removeLast(), nowNanos));
    }
    Typing first = typing.peek();
    if (first == null
        || nowNanos - first.sinceNanos() < TYPING_NANOS
        || unacknowledged.get(first.user()) > 0) {
      return -1;
    }
    return typing.remove().user();
  }

  /// Whether the merges of all users are sent.
  boolean areSent() {
    return toCome.isEmpty() && typing.isEmpty();
  }

  void acknowledged() {
    acknowledged.incrementAndGet();
  }

  /// Whether Kafka has all merges.
  boolean areDone() {
    return acknowledged.get() == count;
  }

  int count() {
    return count;
  }

  static String visitorId(int user) {
    return "visitor-" + user;
  }
}
