package io.millrace.model.event;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Numbers for the names of event types, so that one byte tells the type of each item that a user
/// consumed. They mean something in one model of one process only. Safe for any number of threads.
public final class EventTypeNumbers {
  /// Numbers that there are.
  public static final int MAX = 256;

  /// The type of what was consumed before types were kept, and of types for which no number is
  /// left. It has number 0.
  public static final String UNKNOWN = "seen";

  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable String> names = new AtomicReferenceArray<>(MAX);

  public EventTypeNumbers() {
    numbers.put(UNKNOWN, 0);
    names.set(0, UNKNOWN);
  }

  /// The number of a type, 0 to 255: always the same one.
  public int of(String type) {
    Integer known = numbers.get(type);
    return known == null ? add(type) : known;
  }

  private synchronized int add(String type) {
    Integer known = numbers.get(type);
    if (known != null) {
      return known;
    }
    int next = numbers.size();
    if (next == MAX) {
      return 0;
    }
    names.set(next, type);
    numbers.put(type, next);
    return next;
  }

  /// The type with a number that [#of] gave.
  public String name(int number) {
    String name = names.get(number);
    return name == null ? UNKNOWN : name;
  }
}
