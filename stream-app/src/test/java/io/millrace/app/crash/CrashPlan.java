package io.millrace.app.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// What is killed, and after how many acknowledged events.
///
/// @param seed of everything that is drawn
/// @param events in all
/// @param perSecond events sent, at most
/// @param users of the world
/// @param items of the world
/// @param kills in order
record CrashPlan(long seed, int events, int perSecond, int users, int items, List<Kill> kills) {

  /// What dies.
  enum Victim {
    FIRST,
    SECOND,
    BROKER
  }

  record Kill(Victim victim, int afterEvents) {}

  /// A plan that kills each kind at least once if it kills twice, at moments drawn at random.
  static CrashPlan draw(long seed, int events, int perSecond, int users, int items, int kills) {
    var random = new SplittableRandom(seed);
    var moments = new TreeSet<Integer>();
    while (moments.size() < kills) {
      moments.add(events / 10 + random.nextInt(events * 8 / 10));
    }
    List<Kill> all = new ArrayList<>();
    for (int moment : moments) {
      all.add(new Kill(victim(all.size(), random), moment));
    }
    return new CrashPlan(seed, events, perSecond, users, items, List.copyOf(all));
  }

  private static Victim victim(int index, SplittableRandom random) {
    return switch (index) {
      case 0 -> random.nextBoolean() ? Victim.FIRST : Victim.SECOND;
      case 1 -> Victim.BROKER;
      default -> Victim.values()[random.nextInt(3)];
    };
  }
}
