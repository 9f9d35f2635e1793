package io.millrace.producer.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All users and how active each is: activity is log-normal, so a few do much of what happens.
final class Crowd {
  private static final double ACTIVITY_DEVIATION = 0.7;

  private final UserSettings settings;
  private final int groupCount;
  private final WorldRandom random;
  private final List<User> users = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final Map<String, User> byId = new HashMap<>();
  // An activity never changes, so a newcomer only lengthens the running sum.
  private double[] activityUpTo = new double[16]; // (capacity)

  Crowd(UserSettings settings, int groupCount, WorldRandom random) {
    this.settings = settings;
    this.groupCount = groupCount;
    this.random = random;
    for (int i = 0; i < settings.initial(); i++) {
      arrive();
    }
  }

  /// Ids by order of arrival; a live list.
  List<String> ids() {
    return ids;
  }

  @Nullable User find(String userId) {
    return byId.get(userId);
  }

  /// Who starts a session next: a newcomer, or one of the known by activity who is in none.
  User next() {
    double newcomerProbability = settings.newPerThousand() * settings.sessionLength() / 1_000;
    User user = random.chance(newcomerProbability) ? arrive() : drawIdle();
    user.startSession();
    return user;
  }

  private User arrive() {
    int index = users.size();
    String id = String.format(Locale.ROOT, "u%06d", index);
    User user = User.draw(id, settings.favouredGroups(), groupCount, random);
    if (index == activityUpTo.length) {
      activityUpTo = Arrays.copyOf(activityUpTo, 2 * index);
    }
    double before = index == 0 ? 0 : activityUpTo[index - 1];
    activityUpTo[index] = before + StrictMath.exp(ACTIVITY_DEVIATION * random.gaussian());
    users.add(user);
    ids.add(id);
    byId.put(id, user);
    return user;
  }

  private User drawIdle() {
    User user;
    do {
      user = drawByActivity();
    } while (user.inSession());
    return user;
  }

  private User drawByActivity() {
    double point = random.nextDouble() * activityUpTo[users.size() - 1];
    int found = Arrays.binarySearch(activityUpTo, 0, users.size(), point);
    int index = found >= 0 ? found + 1 : -found - 1;
    return users.get(Math.min(index, users.size() - 1));
  }
}
