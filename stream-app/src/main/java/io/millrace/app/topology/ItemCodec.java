package io.millrace.app.topology;

import io.millrace.model.event.Rejection;
import io.millrace.model.item.PartRow;
import io.millrace.model.metrics.Tally;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// The bytes of topic `<application>-items-changelog`. Little-endian; the first byte of a value is
/// the version of its format.
/// - Key: the item's id in UTF-8. Value: version, rank (int), count (long), trend (double), bias,
///   accumulator (floats), vector (rank floats).
/// - Key: one byte 0xff, which no UTF-8 text begins with. Value, the partition's tally: version,
///   learned, users, tested, hits (longs), gain (double), number of reasons (int), and for each its
///   label (length byte, UTF-8) and count (long).
public final class ItemCodec {
  private static final byte VERSION = 1;
  private static final byte[] TALLY_KEY = {(byte) 0xff};
  private static final int ROW_HEADER_BYTES =
      1 + Integer.BYTES + Long.BYTES + Double.BYTES + 2 * Float.BYTES;
  private static final int TALLY_MAX_BYTES = 4096;

  private final int rank;

  /// @param rank that every row must have
  public ItemCodec(int rank) {
    this.rank = rank;
  }

  static byte[] tallyKey() {
    return TALLY_KEY.clone();
  }

  public static boolean isTally(byte[] key) {
    return Arrays.equals(key, TALLY_KEY);
  }

  /// @throws IncompatibleStateException if the key is no item id
  public static String itemId(byte[] key) {
    return StoredValue.text("item id", key);
  }

  byte[] write(PartRow row) {
    ByteBuffer out = buffer(new byte[ROW_HEADER_BYTES + rank * Float.BYTES]);
    out.put(VERSION).putInt(rank).putLong(row.count()).putDouble(row.trend());
    out.putFloat(row.bias()).putFloat(row.accumulator());
    out.asFloatBuffer().put(row.vector());
    return out.array();
  }

  /// @throws IncompatibleStateException if the row is of another version or rank, or damaged
  public PartRow readRow(byte[] value) {
    return StoredValue.read("item row", value, this::readRow);
  }

  private PartRow readRow(ByteBuffer in) {
    IncompatibleStateException.requireVersion("item row", VERSION, in.get());
    IncompatibleStateException.requireRank(rank, in.getInt());
    long count = in.getLong();
    double trend = in.getDouble();
    if (!(trend < Double.POSITIVE_INFINITY)) { // minus infinity is an item without events
      throw new IllegalArgumentException("a trend is " + trend);
    }
    float bias = StoredValue.finite(in);
    float accumulator = StoredValue.finite(in);
    float[] vector = new float[rank];
    for (int i = 0; i < rank; i++) {
      vector[i] = StoredValue.finite(in);
    }
    return new PartRow(vector, bias, accumulator, count, trend);
  }

  static byte[] write(Tally tally) {
    ByteBuffer out = buffer(new byte[TALLY_MAX_BYTES]);
    out.put(VERSION).putLong(tally.learned()).putLong(tally.users());
    out.putLong(tally.tested()).putLong(tally.hits()).putDouble(tally.gain());
    Map<Rejection, Long> rejected = tally.rejectedByReason();
    out.putInt(rejected.size());
    rejected.forEach(
        (reason, count) -> {
          byte[] label = reason.label().getBytes(StandardCharsets.UTF_8);
          out.put((byte) label.length).put(label).putLong(count);
        });
    return Arrays.copyOf(out.array(), out.position());
  }

  /// @throws IncompatibleStateException if the tally is of another version, or damaged
  public static Tally readTally(byte[] value) {
    return StoredValue.read("tally", value, ItemCodec::readTally);
  }

  private static Tally readTally(ByteBuffer in) {
    IncompatibleStateException.requireVersion("tally", VERSION, in.get());
    long learned = in.getLong();
    long users = in.getLong();
    long tested = in.getLong();
    long hits = in.getLong();
    double gain = in.getDouble();
    var rejected = new EnumMap<Rejection, Long>(Rejection.class);
    for (int left = in.getInt(); left > 0; left--) {
      byte[] label = new byte[in.get()];
      in.get(label);
      rejected.put(Rejection.ofLabel(new String(label, StandardCharsets.UTF_8)), in.getLong());
    }
    return new Tally(learned, users, rejected, tested, hits, gain);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
