package io.millrace.app.topology;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A user as topic `<application>-users-changelog` has it: items are named by id, since slots mean
/// something in one process only.
///
/// Key: the user's id in UTF-8. Value, little-endian: version (byte), rank (int), events, time of
/// the newest (longs), accumulator (float), vector (rank floats), number of recent items (int),
/// each with its time (long) and id, oldest first, number of consumed items (int), each with its
/// id, oldest first, number of event ids (int), each as its hash (long), oldest first, number of
/// pending merges (int), each with its id (long). An id is a short length and UTF-8; the length of
/// a consumed item's id stands as its complement if none of the user's events is in the item's
/// count. One more record of the topic, with a key of its own, is a [StoredPosition].
///
/// Versions 1 and 2 are still read: 1 has neither the newest time nor event ids nor complements,
/// and neither has pending merges.
///
/// @param events learned for the user
/// @param lastMillis when the newest happened; [Long#MIN_VALUE] before the first
/// @param accumulator of Adagrad
/// @param vector (rank)
/// @param recent oldest first
/// @param consumed oldest first
/// @param eventIdHashes oldest first
/// @param pendingMerges ids of the merges whose history is on its way
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record StoredUser(
    long events,
    long lastMillis,
    float accumulator,
    float[] vector,
    List<Recent> recent,
    List<Consumed> consumed,
    long[] eventIdHashes,
    long[] pendingMerges) {
  private static final byte VERSION = 3;
  private static final byte WITHOUT_MERGES = 2;
  private static final byte FIRST_VERSION = 1;
  private static final int FIXED_BYTES = 1 + 5 * Integer.BYTES + 2 * Long.BYTES + Float.BYTES;

  /// One of the newest items that the user had an event with.
  public record Recent(String itemId, long timeMillis) {}

  /// An item that the user had an event with.
  ///
  /// @param counted whether one of these is in the item's count
  public record Consumed(String itemId, boolean counted) {}

  public static byte[] key(String userId) {
    return userId.getBytes(StandardCharsets.UTF_8);
  }

  /// The user of a key.
  ///
  /// @throws IncompatibleStateException if the key is no user id
  public static String userId(byte[] key) {
    return StoredValue.text("user id", key);
  }

  public byte[] bytes() {
    byte[][] recentIds = new byte[recent.size()][];
    byte[][] consumedIds = new byte[consumed.size()][];
    int bytes =
        FIXED_BYTES
            + vector.length * Float.BYTES
            + (eventIdHashes.length + pendingMerges.length) * Long.BYTES;
    for (int i = 0; i < recentIds.length; i++) {
      recentIds[i] = ItemCodec.key(recent.get(i).itemId());
      bytes += Long.BYTES + Short.BYTES + recentIds[i].length;
    }
    for (int i = 0; i < consumedIds.length; i++) {
      consumedIds[i] = ItemCodec.key(consumed.get(i).itemId());
      bytes += Short.BYTES + consumedIds[i].length;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put(VERSION).putInt(vector.length).putLong(events).putLong(lastMillis);
    out.putFloat(accumulator);
    for (float element : vector) {
      out.putFloat(element);
    }
    out.putInt(recentIds.length);
    for (int i = 0; i < recentIds.length; i++) {
      out.putLong(recent.get(i).timeMillis());
      out.putShort((short) recentIds[i].length).put(recentIds[i]);
    }
    out.putInt(consumedIds.length);
    for (int i = 0; i < consumedIds.length; i++) {
      int length = consumedIds[i].length;
      out.putShort((short) (consumed.get(i).counted() ? length : ~length)).put(consumedIds[i]);
    }
    putLongs(out, eventIdHashes);
    putLongs(out, pendingMerges);
    return out.array();
  }

  private static void putLongs(ByteBuffer out, long[] longs) {
    out.putInt(longs.length);
    for (long each : longs) {
      out.putLong(each);
    }
  }

  /// @param rank that the vector must have
  /// @throws IncompatibleStateException if the bytes are of another version or rank, or damaged
  public static StoredUser read(int rank, byte[] value) {
    return StoredValue.read("user", value, in -> read(rank, in));
  }

  private static StoredUser read(int rank, ByteBuffer in) {
    byte version = in.get();
    boolean isFirst = version == FIRST_VERSION;
    boolean hasMerges = version > WITHOUT_MERGES;
    if (!isFirst && version != WITHOUT_MERGES) {
      IncompatibleStateException.requireVersion("user", VERSION, version);
    }
    IncompatibleStateException.requireRank(rank, in.getInt());
    long events = in.getLong();
    long lastMillis = isFirst ? Long.MIN_VALUE : in.getLong();
    float accumulator = StoredValue.finite(in);
    float[] vector = new float[rank];
    for (int i = 0; i < rank; i++) {
      vector[i] = StoredValue.finite(in);
    }
    List<Recent> recent = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      long timeMillis = in.getLong();
      recent.add(new Recent(itemId(in, in.getShort()), timeMillis));
      lastMillis = isFirst ? Math.max(lastMillis, timeMillis) : lastMillis;
    }
    List<Consumed> consumed = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      short length = in.getShort();
      boolean counted = length >= 0 || isFirst;
      consumed.add(new Consumed(itemId(in, counted ? length : (short) ~length), counted));
    }
    return new StoredUser(
        events,
        lastMillis,
        accumulator,
        vector,
        recent,
        consumed,
        isFirst ? new long[0] : longs("event ids", in),
        hasMerges ? longs("pending merges", in) : new long[0]);
  }

  private static long[] longs(String what, ByteBuffer in) {
    int count = in.getInt();
    if (count < 0 || count > in.remaining() / Long.BYTES) {
      throw new IllegalArgumentException("there are " + count + " " + what);
    }
    long[] longs = new long[count];
    for (int i = 0; i < count; i++) {
      longs[i] = in.getLong();
    }
    return longs;
  }

  private static String itemId(ByteBuffer in, short length) {
    byte[] id = new byte[length];
    in.get(id);
    return ItemCodec.itemId(id);
  }
}
