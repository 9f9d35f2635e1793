package io.millrace.app.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.HostInfo;

/// Which instances did not answer lately. Metadata may name a dead one as an owner for seconds;
/// once one request has waited for it in vain, the others need not. Once a second one of them tries
/// again, until there is an answer. Safe for any number of threads.
final class SilentInstances {
  private static final long RETRY_NANOS = 1_000_000_000L;

  /// Far more than instances that a group has. Beyond it none is remembered.
  private static final int MAX_INSTANCES = 1_000;

  private final ConcurrentHashMap<HostInfo, Long> silentAt = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  SilentInstances(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether an instance should rather not be asked. Of those who want to know, one a second is
  /// told to ask.
  boolean contains(HostInfo host) {
    Long at = silentAt.get(host);
    if (at == null) {
      return false;
    }
    long now = nanoTime.getAsLong();
    return now - at < RETRY_NANOS || !silentAt.replace(host, at, now);
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
