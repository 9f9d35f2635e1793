package io.millrace.app.topology;

import io.millrace.model.item.PartRow;
import io.millrace.model.metrics.Tally;

/// Records of the items changelog, for tests of who reads it.
public final class StoredBytes {
  private StoredBytes() {}

  public static byte[] row(PartRow row) {
    return new ItemCodec(row.vector().length).write(row);
  }

  public static byte[] tallyKey() {
    return ItemCodec.tallyKey();
  }

  public static byte[] tally(Tally tally) {
    return ItemCodec.write(tally);
  }
}
