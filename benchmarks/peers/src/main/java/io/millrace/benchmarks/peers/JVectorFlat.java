package io.millrace.benchmarks.peers;

import io.github.jbellis.jvector.vector.VectorUtil;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.util.Arrays;
import java.util.List;

/// A loop over all items by JVector's inner product, from one vector an item or from one for all.
final class JVectorFlat {
  private final VectorTypeSupport types =
      VectorizationProvider.getInstance().getVectorTypeSupport();
  private final int items;
  private final VectorFloat<?>[] each; // by item, (DIMENSIONS)
  private final VectorFloat<?> all; // (items, DIMENSIONS)
  private final BestScores best = new BestScores();

  JVectorFlat(VectorSet vectors) {
    items = vectors.items();
    all = types.createFloatVector(vectors.rows());
    each = new VectorFloat<?>[items];
    for (int item = 0; item < items; item++) {
      int at = item * VectorSet.DIMENSIONS;
      each[item] =
          types.createFloatVector(
              Arrays.copyOfRange(vectors.rows(), at, at + VectorSet.DIMENSIONS));
    }
  }

  Contender contender(float[][] queries, double warmUpSeconds) {
    String version = VectorUtil.class.getPackage().getImplementationVersion();
    String provider = VectorizationProvider.getInstance().getClass().getSimpleName();
    return new JavaContender(
        "JVector flat loop",
        "JVector " + (version == null ? "" : version + " ") + provider,
        queries,
        warmUpSeconds,
        List.of(
            new JavaContender.Variant("one vector an item", this::searchEach),
            new JavaContender.Variant("one vector for all", this::searchAll)));
  }

  private void searchEach(float[] query, int[] found) {
    VectorFloat<?> asked = types.createFloatVector(query);
    best.clear();
    for (int item = 0; item < items; item++) {
      best.offer(item, VectorUtil.dotProduct(asked, each[item]));
    }
    best.copyTo(found);
  }

  private void searchAll(float[] query, int[] found) {
    VectorFloat<?> asked = types.createFloatVector(query);
    best.clear();
    for (int item = 0; item < items; item++) {
      float score =
          VectorUtil.dotProduct(all, item * VectorSet.DIMENSIONS, asked, 0, VectorSet.DIMENSIONS);
      best.offer(item, score);
    }
    best.copyTo(found);
  }
}
