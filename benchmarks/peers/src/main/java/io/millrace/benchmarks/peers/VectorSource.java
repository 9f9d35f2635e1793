package io.millrace.benchmarks.peers;

import java.util.SplittableRandom;

/// Where vectors come from.
interface VectorSource {
  /// As the report calls the vectors.
  String kind();

  VectorSet make(int items, int queries);

  /// Every element uniform, biases as well: all norms are about the same, so that nothing can be
  /// skipped.
  static VectorSource uniform() {
    return new VectorSource() {
      @Override
      public String kind() {
        return "uniform";
      }

      @Override
      public VectorSet make(int items, int queries) {
        var random = new SplittableRandom(items);
        float[] rows = new float[items * VectorSet.DIMENSIONS];
        fill(rows, random);
        float[][] asked = new float[queries][VectorSet.DIMENSIONS];
        for (float[] query : asked) {
          fill(query, random);
          query[VectorSet.RANK] = 1;
        }
        return new VectorSet(kind(), items, rows, asked);
      }

      private static void fill(float[] target, SplittableRandom random) {
        for (int i = 0; i < target.length; i++) {
          target[i] = (float) random.nextDouble(-1, 1);
        }
      }
    };
  }
}
