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

  /// What happens to it.
  enum How {
    /// It is killed at once, and started again later.
    KILLED,
    /// It stops where it stands for longer than its session, and then goes on as if nothing had
    /// happened.
    PAUSED
  }

  record Kill(Victim victim, How how, int afterEvents) {}

  /// A plan that kills an instance first and the broker second, and from then on whatever comes, at
  /// moments drawn at random. After the first, half of the instances are paused instead.
  static CrashPlan draw(long seed, int events, int perSecond, int users, int items, int kills) {
    var random = new SplittableRandom(seed);
    var moments = new TreeSet<Integer>();
    while (moments.size() < kills) {
      moments.add(events / 10 + random.nextInt(events * 8 / 10));
    }
    List<Kill> all = new ArrayList<>();
    for (int moment : moments) {
      Victim victim = victim(all.size(), random);
      boolean paused = all.size() > 1 && victim != Victim.BROKER && random.nextBoolean();
      all.add(new Kill(victim, paused ? How.PAUSED : How.KILLED, moment));
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
