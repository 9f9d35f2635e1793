package io.millrace.app.bridge;

import java.util.Collection;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/// The way of a record through the bridge.
///
/// ```
/// sources -> bridge -> target        (partitioned by its key, with Kafka's own partitioner)
///                 '--> dead-letters
/// ```
final class BridgeTopology {
  static final String TARGET = "target";
  static final String DEAD_LETTERS = "dead-letters";
  private static final String SOURCES = "sources";
  private static final String BRIDGE = "bridge";

  private BridgeTopology() {}

  /// @param from topics whose records are read
  /// @param target topic that is written
  /// @param deadLetters topic of what cannot be
  /// @param processor a new one for each partition
  static Topology build(
      Collection<String> from,
      String target,
      String deadLetters,
      Supplier<BridgeProcessor> processor) {
    var in = new ByteArrayDeserializer();
    var out = new ByteArraySerializer();
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            SOURCES,
            new SourceTime(),
            in,
            in,
            from.toArray(String[]::new))
        .addProcessor(BRIDGE, processor::get, SOURCES)
        .addSink(TARGET, target, out, out, BRIDGE)
        .addSink(DEAD_LETTERS, deadLetters, out, out, BRIDGE);
  }
}
