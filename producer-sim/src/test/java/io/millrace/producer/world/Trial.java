package io.millrace.producer.world;

import io.millrace.model.event.Interaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Three rankings tested on each event of a world before they learn it: the truth, how often an
/// item was consumed, and how often it was consumed close to the user's last items. Tested are
/// events whose user and item are known and which are no repeat; consumed items are not ranked.
final class Trial {
  private static final int TOP = 10;
  private static final int RECENT = 5;

  private final World world;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Map<String, Integer>> together = new HashMap<>();
  private final Map<String, List<String>> consumed = new HashMap<>();
  private int tested;
  private int hitsOfTruth;
  private int hitsOfPopularity;
  private int hitsOfNeighbours;

  Trial(World world) {
    this.world = world;
  }

  /// Runs the world up to event `until`, testing from event `from` on.
  void run(long from, long until) {
    while (world.position() < until) {
      String user = world.nextUserId();
      boolean warm = world.position() >= from;
      List<String> best = warm ? world.truth().bestItems(user, TOP) : List.of();
      Interaction event = world.next();
      List<String> past = consumed.computeIfAbsent(user, _ -> new ArrayList<>());
      String item = event.itemId();
      if (warm && !past.isEmpty() && counts.containsKey(item) && !past.contains(item)) {
        test(best, item, past);
      }
      learn(item, past);
    }
  }

  double truth() {
    return (double) hitsOfTruth / tested;
  }

  double popularity() {
    return (double) hitsOfPopularity / tested;
  }

  double neighbours() {
    return (double) hitsOfNeighbours / tested;
  }

  int tested() {
    return tested;
  }

  private void test(List<String> best, String item, List<String> past) {
    tested++;
    var excluded = new HashSet<String>(past);
    hitsOfTruth += best.contains(item) ? 1 : 0;
    hitsOfPopularity += inTop(counts, item, excluded) ? 1 : 0;
    var scores = new HashMap<String, Integer>();
    for (String recent : recent(past)) {
      together.getOrDefault(recent, Map.of()).forEach((i, n) -> scores.merge(i, n, Integer::sum));
    }
    hitsOfNeighbours += inTop(scores, item, excluded) ? 1 : 0;
  }

  private void learn(String item, List<String> past) {
    counts.merge(item, 1, Integer::sum);
    for (String recent : recent(past)) {
      together.computeIfAbsent(recent, _ -> new HashMap<>()).merge(item, 1, Integer::sum);
      together.computeIfAbsent(item, _ -> new HashMap<>()).merge(recent, 1, Integer::sum);
    }
    past.add(item);
  }

  private static List<String> recent(List<String> past) {
    return past.subList(Math.max(0, past.size() - RECENT), past.size());
  }

  /// Whether fewer than ten others stand before the item, of equals the smaller id first.
  private static boolean inTop(Map<String, Integer> scores, String item, Set<String> excluded) {
    Integer own = scores.get(item);
    if (own == null) {
      return false;
    }
    int before = 0;
    for (var other : scores.entrySet()) {
      int order = other.getValue().compareTo(own);
      boolean ahead = order > 0 || (order == 0 && other.getKey().compareTo(item) < 0);
      before += ahead && !excluded.contains(other.getKey()) ? 1 : 0;
    }
    return before < TOP;
  }
}
