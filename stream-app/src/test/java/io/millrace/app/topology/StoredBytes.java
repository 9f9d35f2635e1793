package io.millrace.app.topology;

import io.millrace.model.item.ContextRow;
import io.millrace.model.item.MarkRow;
import io.millrace.model.item.PartRow;
import io.millrace.model.metrics.Tally;

/// Records of the items changelog, for tests of who reads it.
public final class StoredBytes {
  private StoredBytes() {}

  public static byte[] row(PartRow row) {
    return new ItemCodec(row.vector().length).write(0, row);
  }

  public static byte[] row(int generation, PartRow row) {
    return new ItemCodec(row.vector().length).write(generation, row);
  }

  public static byte[] mark(MarkRow mark) {
    return ItemCodec.write(mark);
  }

  public static byte[] contextKey(String itemId) {
    return ItemCodec.contextKey(itemId);
  }

  public static byte[] contextRow(ContextRow row) {
    return new ItemCodec(row.vector().length).write(0, row);
  }

  public static byte[] sharedWeightsKey() {
    return ItemCodec.sharedWeightsKey();
  }

  public static byte[] sharedWeights(float[] weights) {
    return ItemCodec.write(weights);
  }

  /// What a key is about, as a test reads it.
  static String nameOf(byte[] key) {
    return switch (ItemCodec.kindOf(key)) {
      case TALLY -> "tally";
      case POSITION -> "position";
      case SHARED_WEIGHTS -> "shared weights";
      case CONTEXT_ROW -> "context of " + ItemCodec.contextItemId(key);
      case ROW -> ItemCodec.itemId(key);
    };
  }

  public static byte[] tallyKey() {
    return ItemCodec.tallyKey();
  }

  public static byte[] tally(Tally tally) {
    return ItemCodec.write(tally);
  }
}
