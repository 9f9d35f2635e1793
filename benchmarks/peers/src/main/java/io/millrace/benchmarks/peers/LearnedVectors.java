package io.millrace.benchmarks.peers;

import io.millrace.model.event.Interaction;
import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.vector.Kernels;
import io.millrace.producer.EventSource;
import io.millrace.producer.format.EventFiles;
import io.millrace.producer.format.MalformedLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Vectors as our own learner makes them of MovieLens 100K, in one pass over its events.
///
/// The set has 1,682 items; more are made of them. Each is a learned item, drawn at random, with
/// its vector and bias moved by Gaussian noise: as long, all elements together, as 0.3 of the
/// vector's norm, in expectation. So norms and directions are spread as the learner spreads them.
/// Queries are those of learned users, drawn at random, at the time of their last event.
final class LearnedVectors implements VectorSource {
  private static final double NOISE = 0.3;

  private final List<float[]> items = new ArrayList<>(); // (DIMENSIONS)
  private final List<float[]> users = new ArrayList<>(); // (DIMENSIONS)

  private record Seen(UserState user, long timeMillis) {}

  /// @param file of events
  LearnedVectors(Path file) {
    LearnerSettings settings = LearnerSettings.DEFAULT;
    Kernels kernels = Kernels.best();
    var matrix =
        new ItemMatrix(
            settings.rank(), 1, settings.startScale(), settings.startAccumulator(), kernels);
    ItemPart part = matrix.newPart(0);
    matrix.activate(part);
    var learner = new Learner(settings, matrix, part, kernels);
    var random = new SplittableRandom(settings.seed());
    Map<String, Seen> seen = new HashMap<>();
    try (EventSource events = EventFiles.open(file, MalformedLine.STRICT)) {
      for (var next = events.next(); next != null; next = events.next()) {
        Interaction event = next.interaction();
        long time = Objects.requireNonNullElse(event.timestampMillis(), 0L);
        Seen known = seen.get(event.userId());
        UserState user = known != null ? known.user() : newUser(settings);
        int slot = matrix.intern(event.itemId());
        learner.score(user, time);
        learner.learn(user, slot, 1, time, random);
        seen.put(event.userId(), new Seen(user, time));
      }
    }
    seen.values().forEach(last -> users.add(query(learner, last)));
    for (int slot = 0; slot < matrix.size(); slot++) {
      items.add(item(matrix, slot));
    }
  }

  private static UserState newUser(LearnerSettings settings) {
    return new UserState(settings.rank(), settings.context(), settings.startAccumulator());
  }

  private static float[] query(Learner learner, Seen last) {
    float[] query = new float[VectorSet.DIMENSIONS];
    float[] learned = learner.score(last.user(), last.timeMillis());
    System.arraycopy(learned, 0, query, 0, VectorSet.RANK);
    query[VectorSet.RANK] = 1;
    return query;
  }

  private static float[] item(ItemMatrix matrix, int slot) {
    float[] item = new float[VectorSet.DIMENSIONS];
    ItemBlock block = matrix.blockOf(slot);
    int at = block.vectorAt(slot % ItemBlock.ROWS);
    System.arraycopy(block.vectors(), at, item, 0, VectorSet.RANK);
    item[VectorSet.RANK] = matrix.visible().bias(slot);
    return item;
  }

  @Override
  public String kind() {
    return "movielens";
  }

  @Override
  public VectorSet make(int itemCount, int queryCount) {
    var random = new SplittableRandom(itemCount);
    float[] rows = new float[itemCount * VectorSet.DIMENSIONS];
    for (int item = 0; item < itemCount; item++) {
      float[] learned = items.get(random.nextInt(items.size()));
      double deviation = NOISE * norm(learned) / Math.sqrt(VectorSet.RANK);
      for (int t = 0; t < VectorSet.DIMENSIONS; t++) {
        rows[item * VectorSet.DIMENSIONS + t] =
            (float) (learned[t] + deviation * random.nextGaussian());
      }
    }
    float[][] queries = new float[queryCount][];
    for (int query = 0; query < queryCount; query++) {
      queries[query] = users.get(random.nextInt(users.size()));
    }
    return new VectorSet(kind(), itemCount, rows, queries);
  }

  private static double norm(float[] item) {
    double squares = 0;
    for (int t = 0; t < VectorSet.RANK; t++) {
      squares += (double) item[t] * item[t];
    }
    return Math.sqrt(squares);
  }
}
