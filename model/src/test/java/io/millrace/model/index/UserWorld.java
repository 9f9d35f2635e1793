package io.millrace.model.index;

import io.millrace.model.event.Ids;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.ScalarKernels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Users in an index, and beside it what a sort of them all by the scalar reference answers.
final class UserWorld {
  private static final Kernels SCALAR = new ScalarKernels();

  final UserIndex index;
  private final Map<String, float[]> vectors = new HashMap<>();
  private final Map<String, Integer> slots = new HashMap<>();
  private final List<String> ids = new ArrayList<>();

  UserWorld(UserIndex index) {
    this.index = index;
  }

  void put(String userId, float... vector) {
    vectors.put(userId, vector.clone());
    Integer slot = slots.get(userId);
    if (slot == null) {
      ids.add(userId);
      slots.put(userId, index.add(userId, vector));
    } else {
      index.change(slot, vector);
    }
  }

  void remove(String userId) {
    Integer slot = slots.remove(userId);
    if (slot != null) {
      vectors.remove(userId);
      ids.remove(userId);
      index.remove(slot);
    }
  }

  String any(SplittableRandom random) {
    return ids.get(random.nextInt(ids.size()));
  }

  float[] vectorOf(String userId) {
    float[] vector = vectors.get(userId);
    if (vector == null) {
      throw new AssertionError("no user " + userId);
    }
    return vector;
  }

  int size() {
    return vectors.size();
  }

  List<ScoredUser> nearest(String userId, int k) {
    return index.nearest(vectorOf(userId), k, userId);
  }

  List<ScoredUser> sorted(float[] query, String excluded) {
    return vectors.entrySet().stream()
        .filter(user -> !user.getKey().equals(excluded))
        .map(user -> new ScoredUser(user.getKey(), cosine(query, user.getValue())))
        .sorted(
            Comparator.comparingDouble((ScoredUser user) -> -(user.score() + 0.0))
                .thenComparing(ScoredUser::userId, Ids::compare))
        .toList();
  }

  static double cosine(float[] a, float[] b) {
    double both = Math.sqrt(product(a, a)) * Math.sqrt(product(b, b));
    return both == 0 ? 0 : product(a, b) / both;
  }

  private static float product(float[] a, float[] b) {
    return SCALAR.dot(a, 0, b, 0, a.length);
  }
}
