package io.millrace.app.topology;

import io.millrace.model.event.EventTypeNumbers;
import io.millrace.model.learner.UserState;
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
/// each with its time (long) and id, oldest first, number of event types (short), each with its
/// name, number of consumed items (int), each with its type by place among those (byte), the minute
/// of the newest such event (int) and its id, oldest first, number of event ids (int), each as its
/// hash (long), oldest first, number of pending merges (int), each with its id (long). An id is a
/// short length and UTF-8; the length of a consumed item's id stands as its complement if none of
/// the user's events is in the item's count. One more record of the topic, with a key of its own,
/// is a [StoredPosition].
///
/// Versions 1 and 2 are still read: 1 has neither the newest time nor event ids nor complements,
/// and neither has pending merges or types and times of consumed items: these count as of type
/// [EventTypeNumbers#UNKNOWN] and as new as the user's newest event.
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
  private static final byte WITHOUT_TYPES = 2;
  private static final byte FIRST_VERSION = 1;
  private static final int CONSUMED_BYTES = 1 + Integer.BYTES + Short.BYTES;
  private static final int FIXED_BYTES =
      1 + Short.BYTES + 5 * Integer.BYTES + 2 * Long.BYTES + Float.BYTES;

  /// One of the newest items that the user had an event with.
  public record Recent(String itemId, long timeMillis) {}

  /// An item that the user had events of a type with.
  ///
  /// @param type of these
  /// @param minute of the newest of them, since 1970
  /// @param counted whether one of them is in the item's count
  public record Consumed(String itemId, String type, int minute, boolean counted) {}

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
      bytes += CONSUMED_BYTES + consumedIds[i].length;
    }
    List<String> types = consumed.stream().map(Consumed::type).distinct().toList();
    byte[][] typeNames = new byte[types.size()][];
    for (int i = 0; i < typeNames.length; i++) {
      typeNames[i] = key(types.get(i));
      bytes += Short.BYTES + typeNames[i].length;
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
    out.putShort((short) typeNames.length);
    for (byte[] name : typeNames) {
      out.putShort((short) name.length).put(name);
    }
    out.putInt(consumedIds.length);
    for (int i = 0; i < consumedIds.length; i++) {
      out.put((byte) types.indexOf(consumed.get(i).type())).putInt(consumed.get(i).minute());
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
    boolean hasTypes = version > WITHOUT_TYPES;
    if (!isFirst && version != WITHOUT_TYPES) {
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
    List<String> types = hasTypes ? types(in) : List.of();
    int newestMinute = UserState.minuteOf(lastMillis);
    List<Consumed> consumed = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      String type = hasTypes ? type(types, in.get() & 0xff) : EventTypeNumbers.UNKNOWN;
      int minute = hasTypes ? in.getInt() : newestMinute;
      short length = in.getShort();
      boolean counted = length >= 0 || isFirst;
      consumed.add(
          new Consumed(itemId(in, counted ? length : (short) ~length), type, minute, counted));
    }
    return new StoredUser(
        events,
        lastMillis,
        accumulator,
        vector,
        recent,
        consumed,
        isFirst ? new long[0] : longs("event ids", in),
        hasTypes ? longs("pending merges", in) : new long[0]);
  }

  private static String type(List<String> types, int place) {
    if (place >= types.size()) {
      throw new IllegalArgumentException(
          "an item has type " + place + " of " + types.size() + " types");
    }
    return types.get(place);
  }

  private static List<String> types(ByteBuffer in) {
    List<String> types = new ArrayList<>();
    for (int left = in.getShort(); left > 0; left--) {
      byte[] name = new byte[in.getShort()];
      in.get(name);
      types.add(StoredValue.text("event type", name));
    }
    return types;
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
