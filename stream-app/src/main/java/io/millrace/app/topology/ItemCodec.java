package io.millrace.app.topology;

import io.millrace.model.event.Rejection;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.MarkRow;
import io.millrace.model.item.PartRow;
import io.millrace.model.item.SharedWeights;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bytes of topic `<application>-items-changelog`. Little-endian; the first byte of a value is
/// the version of its format.
/// - Key: the item's id in UTF-8. Value: version, generation (int), kind (byte), and of a row, kind
///   0, rank (int), count (long), trend (double), bias, accumulator (floats), vector (see
///   [StoredVector]). Kinds 1 and 2 are the marks of an item that was let go or deleted.
/// - Key: one byte 0xfe and the item's id. Value, the item's context row: version, generation
///   (int), rank (int), accumulator (float), vector.
/// - Key: one byte 0xfd. Value, the shared weights: version, their number (int), each (float).
/// - Key: one byte 0xff. Value, the partition's tally: version, learned, newest time, users, tested
///   (longs), testable, hits, gain (doubles), number of reasons (int), and for each its label
///   (length byte, UTF-8) and count (long), then the same for other outcomes. Version 3, which is
///   still read, ends before these.
/// - Key: one byte 0xfc. Value: a [StoredPosition], which the users changelog has too.
///
/// Rows and context rows of version 2, which are still read, have vectors of floats. Those of
/// version 1 have no generation and no kind either: they are rows of generation 0.
///
/// No UTF-8 text begins with the bytes 0xfc to 0xff.
public final class ItemCodec {
  private static final byte ROW_VERSION = 3;
  private static final byte WITH_FLOATS = 2;
  private static final byte WITHOUT_GENERATION = 1;
  private static final byte LEARNED = 0;
  private static final byte LET_GO = 1;
  private static final byte DELETED = 2;
  private static final byte SHARED_VERSION = 1;
  private static final byte TALLY_VERSION = 4;
  private static final byte TALLY_WITHOUT_OUTCOMES = 3;
  private static final byte TALLY = (byte) 0xff;
  private static final byte CONTEXT = (byte) 0xfe;
  private static final byte SHARED = (byte) 0xfd;
  private static final int MARK_BYTES = 1 + Integer.BYTES + 1;
  private static final int ROW_HEADER_BYTES =
      MARK_BYTES + Integer.BYTES + Long.BYTES + Double.BYTES + 2 * Float.BYTES;
  private static final int CONTEXT_HEADER_BYTES = 1 + 2 * Integer.BYTES + Float.BYTES;
  private static final int TALLY_MAX_BYTES = 4096;

  private final int rank;

  /// @param rank that every row must have
  public ItemCodec(int rank) {
    this.rank = rank;
  }

  /// What a record of the changelog is about.
  public enum Kind {
    ROW,
    CONTEXT_ROW,
    SHARED_WEIGHTS,
    TALLY,
    POSITION
  }

  /// What the record of a key is about; a key that is none of these is taken for an item's.
  public static Kind kindOf(byte[] key) {
    if (key.length == 1 && key[0] == TALLY) {
      return Kind.TALLY;
    }
    if (key.length == 1 && key[0] == SHARED) {
      return Kind.SHARED_WEIGHTS;
    }
    if (StoredPosition.isKey(key)) {
      return Kind.POSITION;
    }
    return key.length > 1 && key[0] == CONTEXT ? Kind.CONTEXT_ROW : Kind.ROW;
  }

  public static byte[] tallyKey() {
    return new byte[] {TALLY};
  }

  public static byte[] sharedWeightsKey() {
    return new byte[] {SHARED};
  }

  public static byte[] key(String itemId) {
    return itemId.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] contextKey(String itemId) {
    byte[] id = itemId.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[1 + id.length];
    key[0] = CONTEXT;
    System.arraycopy(id, 0, key, 1, id.length);
    return key;
  }

  /// The item of a row's key.
  ///
  /// @throws IncompatibleStateException if the key is no item id
  public static String itemId(byte[] key) {
    return StoredValue.text("item id", key);
  }

  /// The item of a context row's key.
  ///
  /// @throws IncompatibleStateException if there is no item id in the key
  public static String contextItemId(byte[] key) {
    return itemId(Arrays.copyOfRange(key, 1, key.length));
  }

  /// A row as it was stored, or the mark in its place.
  ///
  /// @param row null if it is a mark
  /// @param deleted of a mark: whether the item is not to be learned
  public record StoredRow(int generation, @Nullable PartRow row, boolean deleted) {}

  /// A context row as it was stored.
  public record StoredContext(int generation, ContextRow row) {}

  public byte[] write(int generation, PartRow row) {
    ByteBuffer out = buffer(new byte[ROW_HEADER_BYTES + StoredVector.bytes(rank)]);
    out.put(ROW_VERSION).putInt(generation).put(LEARNED);
    out.putInt(rank).putLong(row.count()).putDouble(row.trend());
    out.putFloat(row.bias()).putFloat(row.accumulator());
    StoredVector.write(out, row.vector());
    return out.array();
  }

  public static byte[] write(MarkRow mark) {
    ByteBuffer out = buffer(new byte[MARK_BYTES]);
    out.put(ROW_VERSION).putInt(mark.generation()).put(mark.deleted() ? DELETED : LET_GO);
    return out.array();
  }

  /// @throws IncompatibleStateException if the row is of another version or rank, or damaged
  public StoredRow readRow(byte[] value) {
    return StoredValue.read("item row", value, this::readRow);
  }

  private StoredRow readRow(ByteBuffer in) {
    int generation = readGeneration("item row", in);
    byte kind = in.get(0) == WITHOUT_GENERATION ? LEARNED : in.get();
    return switch (kind) {
      case LEARNED -> new StoredRow(generation, readPart(in), false);
      case LET_GO, DELETED -> new StoredRow(generation, null, kind == DELETED);
      default -> throw new IllegalArgumentException("a row is of kind " + kind);
    };
  }

  /// Reads the version too.
  private static int readGeneration(String what, ByteBuffer in) {
    byte version = in.get();
    if (version == WITHOUT_GENERATION) {
      return 0;
    }
    if (version != WITH_FLOATS) {
      IncompatibleStateException.requireVersion(what, ROW_VERSION, version);
    }
    int generation = in.getInt();
    if (generation < 0) {
      throw new IllegalArgumentException("a generation is " + generation);
    }
    return generation;
  }

  private PartRow readPart(ByteBuffer in) {
    IncompatibleStateException.requireRank(rank, in.getInt());
    long count = in.getLong();
    double trend = in.getDouble();
    if (!(trend < Double.POSITIVE_INFINITY)) { // minus infinity is an item without events
      throw new IllegalArgumentException("a trend is " + trend);
    }
    float bias = StoredValue.finite(in);
    float accumulator = StoredValue.finite(in);
    return new PartRow(vector(in), bias, accumulator, count, trend);
  }

  /// Whether the value of a row's key is the mark of a deleted item.
  public static boolean isDeletedMark(byte[] value) {
    return value.length == MARK_BYTES
        && value[0] >= WITH_FLOATS
        && value[MARK_BYTES - 1] == DELETED;
  }

  public byte[] write(int generation, ContextRow row) {
    ByteBuffer out = buffer(new byte[CONTEXT_HEADER_BYTES + StoredVector.bytes(rank)]);
    out.put(ROW_VERSION).putInt(generation);
    out.putInt(rank).putFloat(row.accumulator());
    StoredVector.write(out, row.vector());
    return out.array();
  }

  /// @throws IncompatibleStateException if the row is of another version or rank, or damaged
  public StoredContext readContextRow(byte[] value) {
    return StoredValue.read("context row", value, this::readContextRow);
  }

  private StoredContext readContextRow(ByteBuffer in) {
    int generation = readGeneration("context row", in);
    IncompatibleStateException.requireRank(rank, in.getInt());
    float accumulator = StoredValue.finite(in);
    return new StoredContext(generation, new ContextRow(vector(in), accumulator));
  }

  public static byte[] write(float[] sharedWeights) {
    ByteBuffer out = buffer(new byte[1 + Integer.BYTES + sharedWeights.length * Float.BYTES]);
    out.put(SHARED_VERSION).putInt(sharedWeights.length);
    out.asFloatBuffer().put(sharedWeights);
    return out.array();
  }

  /// @throws IncompatibleStateException if the weights are of another version, or damaged
  public static float[] readSharedWeights(byte[] value) {
    return StoredValue.read("shared weights", value, ItemCodec::readSharedWeights);
  }

  private static float[] readSharedWeights(ByteBuffer in) {
    IncompatibleStateException.requireVersion("shared weights", SHARED_VERSION, in.get());
    int count = in.getInt();
    if (count != SharedWeights.SIZE) {
      throw new IllegalArgumentException("there are " + count + " shared weights");
    }
    return floats(in, count);
  }

  private float[] vector(ByteBuffer in) {
    return in.get(0) == ROW_VERSION ? StoredVector.read(in, rank) : floats(in, rank);
  }

  private static float[] floats(ByteBuffer in, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = StoredValue.finite(in);
    }
    return values;
  }

  public static byte[] write(Tally tally) {
    ByteBuffer out = buffer(new byte[TALLY_MAX_BYTES]);
    out.put(TALLY_VERSION).putLong(tally.learned()).putLong(tally.newestMillis());
    out.putLong(tally.users());
    out.putLong(tally.tested()).putDouble(tally.testable());
    out.putDouble(tally.hits()).putDouble(tally.gain());
    Map<Rejection, Long> rejected = tally.rejectedByReason();
    out.putInt(rejected.size());
    rejected.forEach((reason, count) -> put(out, reason.label(), count));
    Map<Outcome, Long> others = tally.othersByOutcome();
    out.putInt(others.size());
    others.forEach((outcome, count) -> put(out, outcome.label(), count));
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void put(ByteBuffer out, String label, long count) {
    byte[] utf8 = label.getBytes(StandardCharsets.UTF_8);
    out.put((byte) utf8.length).put(utf8).putLong(count);
  }

  /// @throws IncompatibleStateException if the tally is of another version, or damaged
  public static Tally readTally(byte[] value) {
    return StoredValue.read("tally", value, ItemCodec::readTally);
  }

  private static Tally readTally(ByteBuffer in) {
    byte version = in.get();
    if (version != TALLY_WITHOUT_OUTCOMES) {
      IncompatibleStateException.requireVersion("tally", TALLY_VERSION, version);
    }
    long learned = in.getLong();
    long newestMillis = in.getLong();
    long users = in.getLong();
    long tested = in.getLong();
    double testable = in.getDouble();
    double hits = in.getDouble();
    double gain = in.getDouble();
    var rejected = new EnumMap<Rejection, Long>(Rejection.class);
    for (int left = in.getInt(); left > 0; left--) {
      rejected.put(Rejection.ofLabel(label(in)), in.getLong());
    }
    var tally = new Tally(learned, users, rejected, tested, testable, hits, gain);
    tally.advanceTo(newestMillis);
    for (int left = version == TALLY_WITHOUT_OUTCOMES ? 0 : in.getInt(); left > 0; left--) {
      tally.count(Outcome.ofLabel(label(in)), in.getLong());
    }
    return tally;
  }

  private static String label(ByteBuffer in) {
    byte[] label = new byte[in.get()];
    in.get(label);
    return new String(label, StandardCharsets.UTF_8);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
