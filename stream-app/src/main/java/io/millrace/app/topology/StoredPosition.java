package io.millrace.app.topology;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How far a task had come when it wrote its changes: the last record of each write, in both of its
/// changelogs. A reader sees the two topics one by one; what it has read of them belongs together
/// when their positions are equal.
///
/// Key: one byte 0xfc, with which no UTF-8 text begins. Value, little-endian: version (byte),
/// number of the write, next offset of the interactions, next offset of the topic of users (longs).
///
/// @param write how many times the task's partition was written: changes may come without events,
///   so offsets alone do not tell one write from the next
/// @param interactions offset behind the last event that was handled, 0 before the first, or
///   [#UNKNOWN]
/// @param users the same of the topic of users
public record StoredPosition(long write, long interactions, long users) {
  /// Of offsets: the state is that of a version which did not write positions, and no record of the
  /// topic has come since. The group's committed offset, which then stands still, tells.
  public static final long UNKNOWN = -1;

  /// Before anything was read.
  public static final StoredPosition START = new StoredPosition(0, 0, 0);

  /// The same of a rebuild, which does not follow the topic of users.
  static final StoredPosition START_WITHOUT_USERS = new StoredPosition(0, 0, UNKNOWN);

  private static final byte KEY = (byte) 0xfc;
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + 3 * Long.BYTES;

  /// @throws IllegalArgumentException naming the field and its value if it is out of range
  public StoredPosition {
    requireAtLeast("write", write, 0);
    requireAtLeast("interactions", interactions, UNKNOWN);
    requireAtLeast("users", users, UNKNOWN);
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
  static StoredPosition unknownFrom(long write) {
    return new StoredPosition(write, UNKNOWN, UNKNOWN);
  }

  StoredPosition afterInteraction(long offset) {
    return new StoredPosition(write, offset + 1, users);
  }

  StoredPosition afterUser(long offset) {
    return new StoredPosition(write, interactions, offset + 1);
  }

  StoredPosition afterWrite() {
    return new StoredPosition(write + 1, interactions, users);
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
        .array();
  }

  /// @throws IncompatibleStateException if the position is of another version, or damaged
  public static StoredPosition read(byte[] value) {
    return StoredValue.read("position", value, StoredPosition::read);
  }

  private static StoredPosition read(ByteBuffer in) {
    IncompatibleStateException.requireVersion("position", VERSION, in.get());
    return new StoredPosition(in.getLong(), in.getLong(), in.getLong());
  }
}
