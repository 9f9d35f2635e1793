package io.millrace.app.topology;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A record of topic `<application>-merges`, by which the task of an account and the task of a
/// visitor move the visitor's history ([UserMerges] has the protocol).
///
/// Value, little-endian: version (byte), kind (byte), id of the merge, when it was sent (longs). Of
/// a [Request], which has the visitor as its key: tries (int), account (the rest). Of a [Handover],
/// which has the account as its key: the visitor as a [StoredUser] (the rest), nothing if there was
/// none.
sealed interface MergeRecord {
  /// Version of the format.
  byte VERSION = 1;

  /// The visitor's task is to hand over what it knows.
  ///
  /// @param mergeId offset of the account's record of the merge
  /// @param sentMillis when that record was sent
  /// @param tries how often the visitor's task has put it off
  /// @param account who takes over
  record Request(long mergeId, long sentMillis, int tries, String account) implements MergeRecord {
    @Override
    public byte[] bytes() {
      byte[] id = account.getBytes(StandardCharsets.UTF_8);
      return begin(REQUEST, mergeId, sentMillis, Integer.BYTES + id.length)
          .putInt(tries)
          .put(id)
          .array();
    }
  }

  /// What was known of the visitor.
  ///
  /// @param mergeId as of the request
  /// @param sentMillis as of the request
  /// @param visitor as the changelog of users has them; null if nothing was known
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Handover(long mergeId, long sentMillis, byte @Nullable [] visitor) implements MergeRecord {
    @Override
    public byte[] bytes() {
      byte[] state = visitor == null ? new byte[0] : visitor;
      return begin(HANDOVER, mergeId, sentMillis, state.length).put(state).array();
    }
  }

  /// Kinds, as they stand in bytes.
  byte REQUEST = 0;

  byte HANDOVER = 1;

  /// When the merge was sent, milliseconds since 1970.
  long sentMillis();

  byte[] bytes();

  private static ByteBuffer begin(byte kind, long mergeId, long sentMillis, int more) {
    return ByteBuffer.allocate(2 + 2 * Long.BYTES + more)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(VERSION)
        .put(kind)
        .putLong(mergeId)
        .putLong(sentMillis);
  }

  /// @throws IncompatibleStateException if the bytes are of another version, or damaged
  static MergeRecord read(byte[] value) {
    return StoredValue.read("merge", value, MergeRecord::read);
  }

  private static MergeRecord read(ByteBuffer in) {
    IncompatibleStateException.requireVersion("merge", VERSION, in.get());
    byte kind = in.get();
    long mergeId = in.getLong();
    long sentMillis = in.getLong();
    if (kind == HANDOVER) {
      return new Handover(mergeId, sentMillis, in.hasRemaining() ? rest(in) : null);
    }
    if (kind != REQUEST) {
      throw new IllegalArgumentException("its kind is " + kind);
    }
    int tries = in.getInt();
    return new Request(mergeId, sentMillis, tries, StoredValue.text("account", rest(in)));
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    return rest;
  }

  /// The user whom the record's key names.
  ///
  /// @throws IncompatibleStateException if it is no user id
  static String userId(byte @Nullable [] key) {
    return StoredValue.text("key of a merge", key == null ? new byte[0] : key);
  }
}
