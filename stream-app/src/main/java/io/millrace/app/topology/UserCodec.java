package io.millrace.app.topology;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of topic `<application>-users-changelog`. Little-endian. Key: the user's id in UTF-8.
/// Value: version (byte), rank (int), events, time of the newest (longs), accumulator (float),
/// vector (rank floats), number of recent items (int), each with its time (long) and id, oldest
/// first, number of consumed items (int), each with its id, oldest first, number of event ids
/// (int), each as its hash (long), oldest first. An id is a short length and UTF-8; the length of a
/// consumed item's id stands as its complement if none of the user's events is in the item's count.
/// Items are named by id, since slots mean something in one process only. One more record, with a
/// key of its own, is a [StoredPosition].
///
/// Version 1, which is still read, has neither the newest time nor event ids nor complements.
///
/// One codec belongs to one thread.
final class UserCodec {
  private static final byte VERSION = 2;
  private static final byte FIRST_VERSION = 1;
  private static final int START_BYTES = 4096;

  private final LearnerSettings settings;
  private final ItemMatrix matrix;
  private final int maxEventIds;
  private ByteBuffer out = allocate(START_BYTES);

  UserCodec(InstanceModel model) {
    this.settings = model.settings();
    this.matrix = model.matrix();
    this.maxEventIds = model.eventIds();
  }

  byte[] write(UserState user) {
    out.clear();
    ensure(1 + Integer.BYTES + 2 * Long.BYTES + Float.BYTES * (1 + user.vector().length));
    out.put(VERSION).putInt(user.vector().length).putLong(user.events());
    out.putLong(user.lastMillis());
    out.putFloat(user.accumulator());
    for (float element : user.vector()) {
      out.putFloat(element);
    }
    int recentAt = startCount();
    for (int k = user.recentCount() - 1; k >= 0; k--) {
      if (matrix.isHeld(user.recentSlot(k))) {
        ensure(Long.BYTES);
        out.putLong(user.recentMillis(k));
        putItem(user.recentSlot(k), true);
        countOne(recentAt);
      }
    }
    int consumedAt = startCount();
    for (int i = 0; i < user.consumedCount(); i++) {
      if (matrix.isHeld(user.consumed(i))) {
        putItem(user.consumed(i), user.isCounted(i));
        countOne(consumedAt);
      }
    }
    ensure(Integer.BYTES + Long.BYTES * user.eventIdCount());
    out.putInt(user.eventIdCount());
    for (int i = 0; i < user.eventIdCount(); i++) {
      out.putLong(user.eventIdHash(i));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /// @throws IncompatibleStateException if the bytes are of another version or rank, or damaged
  UserState read(byte[] value) {
    return StoredValue.read("user", value, this::read);
  }

  private UserState read(ByteBuffer in) {
    byte version = in.get();
    if (version != FIRST_VERSION) {
      IncompatibleStateException.requireVersion("user", VERSION, version);
    }
    IncompatibleStateException.requireRank(settings.rank(), in.getInt());
    var user = new UserState(settings.rank(), settings.context(), settings.startAccumulator());
    user.setEvents(in.getLong());
    if (version != FIRST_VERSION) {
      user.advanceTo(in.getLong());
    }
    user.setAccumulator(StoredValue.finite(in));
    for (int i = 0; i < user.vector().length; i++) {
      user.vector()[i] = StoredValue.finite(in);
    }
    for (int left = in.getInt(); left > 0; left--) {
      long timeMillis = in.getLong();
      int slot = getItem(in, in.getShort());
      if (slot >= 0) {
        user.remember(slot, timeMillis);
      }
      if (version == FIRST_VERSION) {
        user.advanceTo(timeMillis);
      }
    }
    for (int left = in.getInt(); left > 0; left--) {
      short length = in.getShort();
      boolean counted = length >= 0 || version == FIRST_VERSION;
      int slot = getItem(in, counted ? length : (short) ~length);
      if (slot >= 0) {
        user.appendConsumed(slot, counted);
      }
    }
    for (int left = version == FIRST_VERSION ? 0 : in.getInt(); left > 0; left--) {
      user.appendEventIdHash(in.getLong(), maxEventIds);
    }
    return user;
  }

  /// Begins a list of items. Those that were let go are left out, so its length comes last.
  private int startCount() {
    ensure(Integer.BYTES);
    out.putInt(0);
    return out.position() - Integer.BYTES;
  }

  private void countOne(int at) {
    out.putInt(at, out.getInt(at) + 1);
  }

  private void putItem(int slot, boolean counted) {
    byte[] id = matrix.idOf(slot).getBytes(StandardCharsets.UTF_8);
    ensure(Short.BYTES + id.length);
    out.putShort((short) (counted ? id.length : ~id.length)).put(id);
  }

  /// The slot of the next item, or -1 if it is deleted, or unknown and there is no room for it.
  private int getItem(ByteBuffer in, short length) {
    byte[] id = new byte[length];
    in.get(id);
    return matrix.life().internIfRoom(ItemCodec.itemId(id));
  }

  private void ensure(int bytes) {
    if (out.remaining() < bytes) {
      ByteBuffer larger = allocate(Math.max(out.capacity() * 2, out.position() + bytes));
      larger.put(out.flip());
      out = larger;
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
