package io.millrace.app.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.HostInfo;

/// Which instances did not answer lately. Metadata may name a dead one as an owner for seconds;
/// once one request has waited for it in vain, the others need not. Safe for any number of threads.
final class SilentInstances {
  private static final long MEMORY_NANOS = 1_000_000_000L;

  /// Far more than instances that a group has. Beyond it none is remembered.
  private static final int MAX_INSTANCES = 1_000;

  private final ConcurrentHashMap<HostInfo, Long> silentAt = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  SilentInstances(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  boolean contains(HostInfo host) {
    Long at = silentAt.get(host);
    return at != null && nanoTime.getAsLong() - at < MEMORY_NANOS;
  }

  void add(HostInfo host) {
    if (silentAt.size() < MAX_INSTANCES || silentAt.containsKey(host)) {
      silentAt.put(host, nanoTime.getAsLong());
    }
  }

  void remove(HostInfo host) {
    silentAt.remove(host);
  }
}
