package io.millrace.app.cli;

import io.avaje.jsonb.Jsonb;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.NearestName;
import io.millrace.producer.format.MalformedLine;
import io.millrace.producer.format.Understood;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.objects.Object2LongOpenHashMap;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is in a file of events. Pairs of user and item are told apart by 64 bits of hash. Users,
/// items and pairs are counted up to a bound, with some hundred bytes each: of a larger file the
/// shares are those of its first events.
final class Inspection {
  /// Events, and malformed lines, that are shown.
  static final int SHOWN = 5;

  private static final int MAX_TYPES = 1_000;
  private static final int MAX_COUNTED = 5_000_000;

  private final EventWeights weights;
  private final List<Interaction> first = new ArrayList<>();
  private final Object2LongOpenHashMap<String> lastMillis = new Object2LongOpenHashMap<>();
  private final Set<String> items = new HashSet<>();
  private final LongOpenHashSet pairs = new LongOpenHashSet();
  private final Map<String, Long> types = new HashMap<>();
  private long events;
  private long judged; // events whose pair and time are compared
  private long repeats;
  private long ties;
  private @Nullable Long firstMillis;
  private @Nullable Long latestMillis;
  private @Nullable Understood understood;
  private long malformed;
  private long dropped;
  private List<MalformedLine> malformedLines = List.of();

  Inspection(EventWeights weights) {
    this.weights = weights;
    lastMillis.defaultReturnValue(Long.MIN_VALUE);
  }

  void add(Interaction event) {
    if (first.size() < SHOWN) {
      first.add(event);
    }
    events++;
    if (types.size() < MAX_TYPES || types.containsKey(event.type())) {
      types.merge(event.type(), 1L, Long::sum);
    }
    Long millis = event.timestampMillis();
    if (!isFull()) {
      compare(event, millis == null ? Long.MIN_VALUE : (long) millis);
    }
    if (millis != null) {
      firstMillis = firstMillis == null ? millis : (Long) Math.min(firstMillis, millis);
      latestMillis = latestMillis == null ? millis : (Long) Math.max(latestMillis, millis);
    }
  }

  private void compare(Interaction event, long millis) {
    judged++;
    items.add(event.itemId());
    repeats += pairs.add(hash(event)) ? 0 : 1;
    long before = lastMillis.put(event.userId(), millis);
    ties += millis != Long.MIN_VALUE && before == millis ? 1 : 0;
  }

  private boolean isFull() {
    return pairs.size() >= MAX_COUNTED;
  }

  void end(
      Understood how, long malformedCount, long droppedCount, List<MalformedLine> someMalformed) {
    understood = how;
    malformed = malformedCount;
    dropped = droppedCount;
    malformedLines = List.copyOf(someMalformed);
  }

  /// @param command the arguments to go on with
  void printText(PrintWriter out, String command) {
    out.println(understood == null ? "" : understood.line());
    out.println();
    first.forEach(event -> out.println("  " + shown(event)));
    out.printf(
        "%n%,d events of %s%,d users and %,d items%s%n",
        events, isFull() ? "at least " : "", lastMillis.size(), items.size(), span());
    out.printf(
        "%.1f %% repeat a pair of user and item, %.1f %% have the time of the user's event before%n",
        share(repeats), share(ties));
    if (malformed > 0) {
      out.printf("%,d malformed records are left out, such as:%n", malformed);
      malformedLines.forEach(
          line -> out.printf("  line %d: %s%n", line.lineNumber(), line.reason()));
    }
    if (dropped > 0) {
      out.printf("%,d events are left out: the mapping drops their types%n", dropped);
    }
    new TreeMap<>(types)
        .forEach((type, count) -> out.printf("  %-12s %,12d  %s%n", type, count, fate(type)));
    out.printf("%nGo on with:%n  bin/millrace evaluate %s%n", command);
    out.printf("  bin/millrace demo --source %s%n", command);
  }

  void printJson(PrintWriter out) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("understood", understood == null ? "" : understood.line());
    json.put("first", first.stream().map(Inspection::fields).toList());
    json.put("events", events);
    json.put("users", lastMillis.size());
    json.put("items", items.size());
    json.put("from", text(firstMillis));
    json.put("to", text(latestMillis));
    json.put("repeats", repeats);
    json.put("ties", ties);
    json.put("malformed", malformed);
    json.put("dropped", dropped);
    Map<String, Object> byType = new LinkedHashMap<>();
    new TreeMap<>(types)
        .forEach(
            (type, count) -> {
              Map<String, Object> each = new LinkedHashMap<>();
              each.put("events", count);
              each.put("weight", weights.byType().get(type));
              byType.put(type, each);
            });
    json.put("types", byType);
    out.println(Jsonb.builder().build().type(Object.class).toJson(json));
  }

  private String fate(String type) {
    Float weight = weights.byType().get(type);
    if (weight != null) {
      return "is learned with weight " + weight;
    }
    return "is unknown and not learned: --types '%s=%s', or serve --weight %s=1"
        .formatted(type, NearestName.of(type, weights.byType().keySet()).orElse("view"), type);
  }

  private String span() {
    return firstMillis == null
        ? ", without times"
        : ", from " + text(firstMillis) + " to " + text(latestMillis);
  }

  private double share(long count) {
    return judged == 0 ? 0 : 100.0 * count / judged;
  }

  private static @Nullable String text(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }

  private static String shown(Interaction event) {
    var shown = new StringBuilder("user " + event.userId() + ", item " + event.itemId());
    shown.append(", ").append(event.type());
    if (event.value() != null) {
      shown.append(", value ").append(event.value());
    }
    if (event.timestampMillis() != null) {
      shown.append(", ").append(text(event.timestampMillis()));
    }
    return shown.toString();
  }

  private static Map<String, Object> fields(Interaction event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("userId", event.userId());
    fields.put("itemId", event.itemId());
    fields.put("type", event.type());
    fields.put("value", event.value());
    fields.put("timestamp", text(event.timestampMillis()));
    return fields;
  }

  private static long hash(Interaction event) {
    long hash = 1125899906842597L;
    for (String id : List.of(event.userId(), "\u0000", event.itemId())) {
      for (int i = 0; i < id.length(); i++) {
        hash = 31 * hash + id.charAt(i);
      }
    }
    return (hash * 0x9E3779B97F4A7C15L) ^ (hash >>> 29);
  }
}
