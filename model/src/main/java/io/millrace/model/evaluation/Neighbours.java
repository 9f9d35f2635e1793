package io.millrace.model.evaluation;

import it.unimi.dsi.fastutil.floats.FloatArrayList;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/// A sparse matrix of weights from item to item that grows by additions. A row is a list that is
/// walked fast, with a map from item to place beside it.
final class Neighbours {
  private final List<Row> rows = new ArrayList<>();

  /// The neighbours of one item.
  static final class Row {
    private final Int2IntOpenHashMap places = new Int2IntOpenHashMap(4);
    private final IntArrayList items = new IntArrayList(4);
    private final FloatArrayList weights = new FloatArrayList(4);

    int size() {
      return items.size();
    }

    int item(int place) {
      return items.getInt(place);
    }

    float weight(int place) {
      return weights.getFloat(place);
    }

    private void add(int item, float weight) {
      int place = places.getOrDefault(item, -1);
      if (place >= 0) {
        weights.set(place, weights.getFloat(place) + weight);
      } else {
        places.put(item, items.size());
        items.add(item);
        weights.add(weight);
      }
    }
  }

  void add(int from, int to, float weight) {
    row(from).add(to, weight);
  }

  Row row(int item) {
    while (rows.size() <= item) {
      rows.add(new Row());
    }
    return rows.get(item);
  }
}
