package io.millrace.model.evaluation;

import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.vector.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Our own learner, as the running product has it: with one partition, or with several that learn
/// side by side and see each other's updates late.
public final class LearnerRanker implements StreamingRanker {
  private final LearnerSettings settings;
  private final EventLog log;
  private final List<Replica> replicas = new ArrayList<>();
  private final Exchange exchange;
  private final List<UserState> users = new ArrayList<>();
  private int known;

  /// @param learners each learns the events of the users that hash to it
  /// @param delay events of the whole stream after which a learner's updates of items reach the
  ///   others, not negative; without effect for one learner
  public record Parallelism(int learners, int delay) {
    public static final int MAX_LEARNERS = 64;
    public static final Parallelism NONE = new Parallelism(1, 0);

    /// @throws IllegalArgumentException naming what is out of range
    public Parallelism {
      if (learners < 1 || learners > MAX_LEARNERS) {
        throw new IllegalArgumentException(
            "learners is %d, but must be between 1 and %d".formatted(learners, MAX_LEARNERS));
      }
      if (delay < 0) {
        throw new IllegalArgumentException(
            "delay is %d, but must not be negative".formatted(delay));
      }
    }
  }

  /// @param log that is learned; it tells the ids of the items, of which start vectors are made
  public LearnerRanker(
      LearnerSettings settings, EventLog log, Kernels kernels, Parallelism parallelism) {
    this.settings = settings;
    this.log = log;
    int learners = parallelism.learners();
    for (int p = 0; p < learners; p++) {
      replicas.add(
          new Replica(settings, p, learners, kernels, new SplittableRandom(settings.seed() + p)));
    }
    exchange = new Exchange(replicas, parallelism.delay());
  }

  @Override
  public void score(int user, long timeMillis, int count, float[] scores) {
    know(count);
    replicaOf(user).score(stateOf(user), timeMillis, count, scores);
  }

  @Override
  public void learn(int user, int item, float weight, long timeMillis) {
    know(item + 1);
    replicaOf(user).learn(stateOf(user), item, weight, timeMillis);
    if (replicas.size() > 1) {
      exchange.learned();
    }
  }

  /// Updates that the learners left out since they would have broken a row.
  public long skippedUpdates() {
    return replicas.stream().mapToLong(Replica::skippedUpdates).sum();
  }

  private void know(int count) {
    for (; known < count; known++) {
      String itemId = log.itemId(known);
      replicas.forEach(replica -> replica.know(itemId));
    }
  }

  private Replica replicaOf(int user) {
    return replicas.get(Math.floorMod(log.userId(user).hashCode(), replicas.size()));
  }

  private UserState stateOf(int user) {
    while (users.size() <= user) {
      users.add(new UserState(settings.rank(), settings.context(), settings.startAccumulator()));
    }
    return users.get(user);
  }
}
