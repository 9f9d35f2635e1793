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

  private final ConcurrentHashMap<HostInfo, Heard> heard = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /// What was last heard of an instance, and when.
  private record Heard(boolean silent, long atNanos) {}

  SilentInstances(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether an instance should rather not be asked. Of those who want to know, one a second is
  /// told to ask.
  boolean contains(HostInfo host) {
    Heard last = heard.get(host);
    if (last == null || !last.silent()) {
      return false;
    }
    long now = nanoTime.getAsLong();
    return now - last.atNanos() < RETRY_NANOS || !heard.replace(host, last, new Heard(true, now));
  }

  /// An instance has not answered, and will not answer others.
  void add(HostInfo host) {
    put(host, new Heard(true, nanoTime.getAsLong()));
  }

  /// An instance has not answered one request in time. If it answered another one meanwhile, it is
  /// slow at worst.
  ///
  /// @param askedNanos when it was asked
  void addUnlessAnsweredSince(HostInfo host, long askedNanos) {
    Heard last = heard.get(host);
    if (last == null || last.silent() || last.atNanos() - askedNanos < 0) {
      add(host);
    }
  }

  void answered(HostInfo host) {
    put(host, new Heard(false, nanoTime.getAsLong()));
  }

  private void put(HostInfo host, Heard now) {
    if (heard.size() < MAX_INSTANCES || heard.containsKey(host)) {
      heard.put(host, now);
    }
  }
}
