package io.millrace.app.bridge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.model.event.Rejection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/// Every metric of a bridge, with its unit and description. Counters count what this process did: a
/// record that is read again after an abort is counted again.
final class BridgeMetrics {
  private static final String RECORDS = "millrace.bridge.records";
  private static final String DESCRIPTION =
      "Records read, by what became of them and, if rejected, by reason";

  /// Types of which what is dropped is counted by name. They come from outside.
  private static final int MAX_TYPES = 50;

  private static final String OTHER_TYPES = "(other)";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter written = records("written", "");
  private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);
  private final Map<String, Counter> dropped = new ConcurrentHashMap<>(); // by type

  BridgeMetrics() {
    for (Rejection reason : Rejection.values()) {
      rejected.put(reason, records("rejected", reason.label()));
    }
  }

  private Counter records(String outcome, String reason) {
    return Counter.builder(RECORDS)
        .tags("outcome", outcome, "reason", reason)
        .description(DESCRIPTION)
        .baseUnit("records")
        .register(registry);
  }

  /// Adds what is looked at from outside.
  ///
  /// @param lag records that this instance's partitions hold and that it has not read
  /// @param waits whether records wait for schemas
  void watch(DoubleSupplier lag, DoubleSupplier waits) {
    Gauge.builder("millrace.bridge.lag", lag, DoubleSupplier::getAsDouble)
        .description("Records that this instance's partitions hold and that it has not read yet")
        .baseUnit("records")
        .strongReference(true)
        .register(registry);
    Gauge.builder("millrace.bridge.waiting", waits, DoubleSupplier::getAsDouble)
        .description("1 while records wait for a schema registry that does not answer")
        .strongReference(true)
        .register(registry);
  }

  void written() {
    written.increment();
  }

  void rejected(Rejection reason) {
    Counter counter = rejected.get(reason);
    if (counter == null) {
      throw new IllegalArgumentException("no counter for " + reason);
    }
    counter.increment();
  }

  /// A record of a type that the mapping drops.
  void dropped(String type) {
    Counter known = dropped.get(type);
    if (known == null) {
      String name = dropped.size() < MAX_TYPES ? type : OTHER_TYPES;
      known = dropped.computeIfAbsent(name, this::droppedOf);
    }
    known.increment();
  }

  private Counter droppedOf(String type) {
    return Counter.builder("millrace.bridge.dropped")
        .tag("type", type)
        .description("Records whose type the mapping drops")
        .baseUnit("records")
        .register(registry);
  }

  /// What this process did, as far as it counts.
  BridgeSummary summary() {
    Map<String, Long> byReason = new TreeMap<>();
    rejected.forEach((reason, counter) -> put(byReason, reason.label(), counter));
    Map<String, Long> byType = new TreeMap<>();
    dropped.forEach((type, counter) -> put(byType, type, counter));
    return new BridgeSummary((long) written.count(), byReason, byType);
  }

  private static void put(Map<String, Long> counts, String name, Counter counter) {
    if (counter.count() > 0) {
      counts.put(name, (long) counter.count());
    }
  }

  /// The metrics in Prometheus' text format.
  String scrape(String contentType) {
    return registry.scrape(contentType);
  }
}
