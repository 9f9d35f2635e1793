package io.millrace.model.item;

/// The shared weights of the parts that count, added up.
final class SharedWeightSums {
  private final float[] sums = new float[SharedWeights.SIZE]; // also the lock
  private final SharedWeights weights = new SharedWeights(sums);

  SharedWeights weights() {
    return weights;
  }

  /// Adds to weights of a part and shows the sums.
  ///
  /// @param indices (at least count), see [SharedWeights]; one may occur repeatedly
  /// @param changes (at least count)
  /// @param parts all that count
  void add(ItemPart part, int[] indices, float[] changes, int count, ItemPart[] parts) {
    synchronized (sums) {
      for (int i = 0; i < count; i++) {
        part.sharedWeights()[indices[i]] += changes[i];
        sum(indices[i], parts);
      }
    }
  }

  void recompute(ItemPart[] parts) {
    synchronized (sums) {
      for (int index = 0; index < SharedWeights.SIZE; index++) {
        sum(index, parts);
      }
    }
  }

  private void sum(int index, ItemPart[] parts) {
    float sum = 0;
    for (ItemPart part : parts) {
      sum += part.sharedWeights()[index];
    }
    sums[index] = sum;
  }
}
