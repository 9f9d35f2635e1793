package io.millrace.app.topology;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of topic `<application>-users-changelog`. Little-endian. Key: the user's id in UTF-8.
/// Value: version (byte), rank (int), events (long), accumulator (float), vector (rank floats),
/// number of recent items (int), each with its time (long) and id, oldest first, number of consumed
/// items (int), each with its id, oldest first. An id is a short length and UTF-8. Items are named
/// by id, since slots mean something in one process only. One codec belongs to one thread.
final class UserCodec {
  private static final byte VERSION = 1;
  private static final int START_BYTES = 4096;

  private final LearnerSettings settings;
  private final ItemMatrix matrix;
  private ByteBuffer out = allocate(START_BYTES);

  UserCodec(LearnerSettings settings, ItemMatrix matrix) {
    this.settings = settings;
    this.matrix = matrix;
  }

  byte[] write(UserState user) {
    out.clear();
    ensure(1 + Integer.BYTES + Long.BYTES + Float.BYTES * (1 + user.vector().length));
    out.put(VERSION).putInt(user.vector().length).putLong(user.events());
    out.putFloat(user.accumulator());
    for (float element : user.vector()) {
      out.putFloat(element);
    }
    int recentAt = startCount();
    for (int k = user.recentCount() - 1; k >= 0; k--) {
      if (matrix.isHeld(user.recentSlot(k))) {
        ensure(Long.BYTES);
        out.putLong(user.recentMillis(k));
        putItem(user.recentSlot(k));
        countOne(recentAt);
      }
    }
    int consumedAt = startCount();
    for (int i = 0; i < user.consumedCount(); i++) {
      if (matrix.isHeld(user.consumed(i))) {
        putItem(user.consumed(i));
        countOne(consumedAt);
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /// @throws IncompatibleStateException if the bytes are of another version or rank, or damaged
  UserState read(byte[] value) {
    return StoredValue.read("user", value, this::read);
  }

  private UserState read(ByteBuffer in) {
    IncompatibleStateException.requireVersion("user", VERSION, in.get());
    IncompatibleStateException.requireRank(settings.rank(), in.getInt());
    var user = new UserState(settings.rank(), settings.context(), settings.startAccumulator());
    user.setEvents(in.getLong());
    user.setAccumulator(StoredValue.finite(in));
    for (int i = 0; i < user.vector().length; i++) {
      user.vector()[i] = StoredValue.finite(in);
    }
    for (int left = in.getInt(); left > 0; left--) {
      long timeMillis = in.getLong();
      int slot = getItem(in);
      if (slot >= 0) {
        user.remember(slot, timeMillis);
      }
    }
    for (int left = in.getInt(); left > 0; left--) {
      int slot = getItem(in);
      if (slot >= 0) {
        user.appendConsumed(slot);
      }
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

  private void putItem(int slot) {
    byte[] id = matrix.idOf(slot).getBytes(StandardCharsets.UTF_8);
    ensure(Short.BYTES + id.length);
    out.putShort((short) id.length).put(id);
  }

  /// The slot of the next item, or -1 if it is deleted, or unknown and there is no room for it.
  private int getItem(ByteBuffer in) {
    byte[] id = new byte[in.getShort()];
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
