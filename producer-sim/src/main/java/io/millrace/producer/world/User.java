package io.millrace.producer.world;

/// One person: a taste that stays, a history that grows, and the session they are in, if any.
final class User {
  private static final int NO_GROUP = -1;

  private final String id;
  private final int[] groups; // (favoured), distinct
  private final double[] tastes; // (favoured), sums to 1
  private final History history = new History();
  private boolean inSession;
  private int sessionGroup = NO_GROUP;

  private User(String id, int[] groups, double[] tastes) {
    this.id = id;
    this.groups = groups;
    this.tastes = tastes;
  }

  /// A user who favours random groups to random degrees, uniform over all that sum to 1 (a flat
  /// Dirichlet distribution: exponentials over their sum).
  static User draw(String id, int favoured, int groupCount, WorldRandom random) {
    int[] groups = new int[favoured];
    double[] tastes = new double[favoured];
    double sum = 0;
    for (int place = 0; place < favoured; place++) {
      groups[place] = newcomer(groups, place, groupCount, random);
      tastes[place] = random.exponential();
      sum += tastes[place];
    }
    for (int place = 0; place < favoured; place++) {
      tastes[place] /= sum;
    }
    return new User(id, groups, tastes);
  }

  String id() {
    return id;
  }

  History history() {
    return history;
  }

  boolean inSession() {
    return inSession;
  }

  void startSession() {
    inSession = true;
  }

  void endSession() {
    inSession = false;
    sessionGroup = NO_GROUP;
  }

  boolean favours(int group) {
    for (int favoured : groups) {
      if (favoured == group) {
        return true;
      }
    }
    return false;
  }

  /// The group of the next event by taste, which the session then is in.
  int moveToGroup(double stickiness, WorldRandom random) {
    if (sessionGroup == NO_GROUP || !random.chance(stickiness)) {
      sessionGroup = drawGroup(random);
    }
    return sessionGroup;
  }

  /// The distribution of what [#moveToGroup] would give now.
  ///
  /// @return (groupCount)
  double[] groupProbabilities(double stickiness, int groupCount) {
    double[] probabilities = new double[groupCount];
    double redrawn = sessionGroup == NO_GROUP ? 1 : 1 - stickiness;
    for (int place = 0; place < groups.length; place++) {
      probabilities[groups[place]] = redrawn * tastes[place];
    }
    if (sessionGroup != NO_GROUP) {
      probabilities[sessionGroup] += stickiness;
    }
    return probabilities;
  }

  private int drawGroup(WorldRandom random) {
    double left = random.nextDouble();
    for (int place = 0; place < groups.length - 1; place++) {
      left -= tastes[place];
      if (left < 0) {
        return groups[place];
      }
    }
    return groups[groups.length - 1];
  }

  /// A group that is not among the first `taken`, by drawing until one is new.
  private static int newcomer(int[] groups, int taken, int groupCount, WorldRandom random) {
    while (true) {
      int group = random.nextInt(groupCount);
      boolean known = false;
      for (int place = 0; place < taken; place++) {
        known |= groups[place] == group;
      }
      if (!known) {
        return group;
      }
    }
  }
}
