package io.millrace.app.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Runs an action just before Streams commits.
///
/// It sits behind Streams' record cache. The first event after a commit puts one key into the
/// cache; Streams flushes its caches before it commits, and the flush puts the key into this store,
/// which takes that as the signal. What the action writes to logged stores is part of the same
/// commit. A flush for want of room in the cache only makes the action run once more.
final class CommitHook extends MemoryStore {
  private static final Bytes KEY = Bytes.wrap(new byte[] {0});
  private static final byte[] VALUE = {0};

  private @Nullable Runnable action;

  CommitHook(String name) {
    super(name);
  }

  /// Sets what runs before each commit that follows an [#arm].
  void beforeCommit(Runnable newAction) {
    action = newAction;
  }

  /// Makes the next commit run the action.
  ///
  /// @param cached the hook as the processor got it from Streams, behind its cache
  static void arm(KeyValueStore<Bytes, byte[]> cached) {
    cached.put(KEY, VALUE);
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    if (action != null) {
      action.run();
    }
  }

  @Override
  void reset(StateStoreContext context) {
    action = null;
  }

  @Override
  void restore(byte[] key, byte @Nullable [] value) {
    throw new IllegalStateException("the commit hook has no changelog to restore from");
  }

  @Override
  void release() {
    action = null;
  }

  @Override
  public long approximateNumEntries() {
    return 0;
  }
}
