package io.millrace.app.topology;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// A store that keeps its state as objects of its own, not as bytes.
///
/// Streams sees a key-value store: it wraps it in one that writes each `put` to the changelog, and
/// hands back changelog records when it restores. The state itself is read and changed in place, by
/// way of [StoreAccess]; bytes are made only when the commit hook writes what changed. So `put` has
/// nothing to do here: the memory is already ahead of what is being written.
abstract class MemoryStore implements KeyValueStore<Bytes, byte[]> {
  private final String name;
  private volatile boolean open; // requests ask whether the store still holds its state

  MemoryStore(String name) {
    this.name = name;
  }

  /// Empties the store. Streams may use the same object again after an abort.
  abstract void reset(StateStoreContext context);

  /// Takes one record of the changelog; a null value deletes.
  abstract void restore(byte[] key, byte @Nullable [] value);

  /// Frees what the store holds.
  abstract void release();

  @Override
  public final void init(StateStoreContext context, StateStore root) {
    reset(context);
    open = true;
    context.register(root, this::restore);
  }

  @Override
  public final void close() {
    if (open) {
      open = false;
      release();
    }
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public final boolean isOpen() {
    return open;
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    // The memory is ahead of the changelog already.
  }

  @Override
  public abstract long approximateNumEntries();

  @Override
  public final <R> QueryResult<R> query(
      Query<R> query, PositionBound positionBound, QueryConfig config) {
    return StoreAccess.answer(this, query);
  }

  /// Streams asks for it with each write to the changelog. Nothing here is read by position.
  @Override
  public final Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  public final byte @Nullable [] get(Bytes key) {
    throw unsupported("get");
  }

  @Override
  public final byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    throw unsupported("putIfAbsent");
  }

  @Override
  public final void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    throw unsupported("putAll");
  }

  @Override
  public final byte @Nullable [] delete(Bytes key) {
    throw unsupported("delete");
  }

  @Override
  public final KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    throw unsupported("range");
  }

  @Override
  public final KeyValueIterator<Bytes, byte[]> all() {
    throw unsupported("all");
  }

  private UnsupportedOperationException unsupported(String operation) {
    return new UnsupportedOperationException(
        operation + " on store " + name + ": its state is reached through StoreAccess");
  }
}
