package io.millrace.app.topology;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How far a task had come when it wrote its changes: the last record of each write, in both of its
/// changelogs. A reader sees the two topics one by one; what it has read of them belongs together
/// when their positions are equal.
///
/// Key: one byte 0xfc, with which no UTF-8 text begins. Value, little-endian: version (byte),
/// number of the write, next offset of the interactions, of the topic of users and of the topic of
/// merges (longs). Version 1, which is still read, is from before there were merges.
///
/// @param write how many times the task's partition was written: changes may come without events,
///   so offsets alone do not tell one write from the next
/// @param interactions offset behind the last event that was handled, 0 before the first, or
///   [#UNKNOWN]
/// @param users the same of the topic of users
/// @param merges the same of the topic of merges, never unknown
public record StoredPosition(long write, long interactions, long users, long merges) {
  /// Of offsets: the state is that of a version which did not write positions, and no record of the
  /// topic has come since. The group's committed offset, which then stands still, tells.
  public static final long UNKNOWN = -1;

  /// Before anything was read.
  public static final StoredPosition START = new StoredPosition(0, 0, 0);

  /// The same of a rebuild, which does not follow the topic of users.
  static final StoredPosition START_WITHOUT_USERS = new StoredPosition(0, 0, UNKNOWN);

  private static final byte KEY = (byte) 0xfc;
  private static final byte VERSION = 2;
  private static final byte WITHOUT_MERGES = 1;
  private static final int BYTES = 1 + 4 * Long.BYTES;

  /// @throws IllegalArgumentException naming the field and its value if it is out of range
  public StoredPosition {
    requireAtLeast("write", write, 0);
    requireAtLeast("interactions", interactions, UNKNOWN);
    requireAtLeast("users", users, UNKNOWN);
    requireAtLeast("merges", merges, 0);
  }

  /// A position before the first merge.
  public StoredPosition(long write, long interactions, long users) {
    this(write, interactions, users, 0);
  }

  private static void requireAtLeast(String name, long value, long min) {
    if (value < min) {
      throw new IllegalArgumentException(
          "%s is %d, but must be at least %d".formatted(name, value, min));
    }
  }

  /// Where a task is that cannot tell which records its state holds.
  ///
  /// @param write number of the last write
  /// @param merges offset behind the last record of the topic of merges
  static StoredPosition unknownFrom(long write, long merges) {
    return new StoredPosition(write, UNKNOWN, UNKNOWN, merges);
  }

  StoredPosition afterInteraction(long offset) {
    return new StoredPosition(write, offset + 1, users, merges);
  }

  StoredPosition afterUser(long offset) {
    return new StoredPosition(write, interactions, offset + 1, merges);
  }

  StoredPosition afterMerge(long offset) {
    return new StoredPosition(write, interactions, users, offset + 1);
  }

  StoredPosition afterWrite() {
    return new StoredPosition(write + 1, interactions, users, merges);
  }

  /// Whether a record with this key is a position.
  public static boolean isKey(byte[] key) {
    return key.length == 1 && key[0] == KEY;
  }

  public static byte[] key() {
    return new byte[] {KEY};
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(VERSION)
        .putLong(write)
        .putLong(interactions)
        .putLong(users)
        .putLong(merges)
        .array();
  }

  /// @throws IncompatibleStateException if the position is of another version, or damaged
  public static StoredPosition read(byte[] value) {
    return StoredValue.read("position", value, StoredPosition::read);
  }

  private static StoredPosition read(ByteBuffer in) {
    byte version = in.get();
    if (version == WITHOUT_MERGES) {
      return new StoredPosition(in.getLong(), in.getLong(), in.getLong());
    }
    IncompatibleStateException.requireVersion("position", VERSION, version);
    return new StoredPosition(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
