package io.millrace.app.snapshot;

import io.millrace.app.topology.ItemCodec.StoredRow;
import io.millrace.model.item.PartRow;
import io.millrace.model.item.StartVectors;
import io.millrace.model.item.Trend;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.jspecify.annotations.Nullable;

/// Adds up the parts of items as an instance does: start + parts of the newest generation, in the
/// order in which they come, which is that of the partitions.
final class ItemSums {
  private final int rank;
  private final float startScale;
  private final Map<String, Sum> sums = new TreeMap<>();

  /// What is known of an item so far.
  private static final class Sum {
    final int generation;
    float @Nullable [] vector; // (rank); null while there are only marks
    float bias;
    long events;
    double trend = Trend.NONE;

    Sum(int generation) {
      this.generation = generation;
    }
  }

  /// Takes an item's row and its vector.
  interface Taker<E extends Exception> {
    void take(Group row, float[] vector) throws E;
  }

  /// @param startScale standard deviation of a start vector's elements
  ItemSums(int rank, float startScale) {
    this.rank = rank;
    this.startScale = startScale;
  }

  void add(String itemId, StoredRow stored) {
    Sum sum = sums.get(itemId);
    if (sum == null || sum.generation < stored.generation()) {
      sum = new Sum(stored.generation());
      sums.put(itemId, sum);
    }
    if (sum.generation == stored.generation() && stored.row() != null) {
      add(sum, itemId, stored.row());
    }
  }

  private void add(Sum sum, String itemId, PartRow part) {
    float[] vector = sum.vector;
    if (vector == null) {
      vector = new float[rank];
      StartVectors.fill(itemId, startScale, vector, 0, rank);
      sum.vector = vector;
    }
    for (int i = 0; i < rank; i++) {
      vector[i] += part.vector()[i];
    }
    sum.bias += part.bias();
    sum.events += part.count();
    sum.trend = Trend.merge(sum.trend, part.trend());
  }

  /// Known items: those that more is known of than marks.
  int size() {
    return Math.toIntExact(sums.values().stream().filter(sum -> sum.vector != null).count());
  }

  /// Hands each known item to a taker, by id.
  <E extends Exception> void forEach(Taker<E> taker) throws E {
    for (Map.Entry<String, Sum> each : sums.entrySet()) {
      Sum sum = each.getValue();
      if (sum.vector == null) {
        continue;
      }
      Group row = Table.ITEMS.newRow();
      row.add("item_id", each.getKey());
      row.add("events", sum.events);
      row.add("trend", sum.trend);
      row.add("bias", sum.bias);
      Lists.put(row, "vector", sum.vector);
      taker.take(row, sum.vector);
    }
  }
}
