package io.millrace.app.bridge;

import io.millrace.app.topology.DeadLetters;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.json.ItemJson;
import io.millrace.producer.json.JsonValue;
import io.millrace.producer.json.UserJson;
import io.millrace.producer.mapping.MappedRecord;
import io.millrace.producer.mapping.Mapping;
import io.millrace.producer.mapping.Row;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Makes a record of Millrace of each record: decode, map, key. What cannot be made into one goes
/// to the dead letters, what the mapping drops is counted.
///
/// The new record was sent when the old one was, and has none of its headers, which mean something
/// there.
final class BridgeProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  /// Largest value that is read, which is as much as brokers take unless told otherwise.
  private static final int MAX_VALUE_BYTES = 1024 * 1024;

  /// Of a record without a value, which may still say something by its key.
  private static final Row NOTHING = Row.of(new JsonValue.Fields(Map.of()));

  private final RecordDecoder decoder;
  private final Mapping mapping;
  private final SchemaWait schemas;
  private final BridgeMetrics metrics;
  private ProcessorContext<byte[], byte[]> context;

  BridgeProcessor(
      RecordDecoder decoder, Mapping mapping, SchemaWait schemas, BridgeMetrics metrics) {
    this.decoder = decoder;
    this.mapping = mapping;
    this.schemas = schemas;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    context = newContext;
  }

  @Override
  public void process(Record<byte[], byte[]> sent) {
    RecordMetadata source = context.recordMetadata().orElseThrow();
    try {
      write(map(sent, source), sent.timestamp());
    } catch (InvalidEventException fault) {
      metrics.rejected(fault.reason());
      context.forward(DeadLetters.letter(sent, source, fault), BridgeTopology.DEAD_LETTERS);
    }
  }

  private MappedRecord map(Record<byte[], byte[]> sent, RecordMetadata source) {
    byte @Nullable [] value = sent.value();
    if (value == null) {
      return mapping.map(new RecordRow(NOTHING, sent, source));
    }
    if (value.length > MAX_VALUE_BYTES) {
      throw new InvalidEventException(
          Rejection.OVERSIZED, "body", value.length + " bytes", "are more than " + MAX_VALUE_BYTES);
    }
    JsonValue.Fields decoded = schemas.await(() -> decoder.decode(sent.headers(), value));
    return mapping.map(new RecordRow(Row.of(decoded), sent, source));
  }

  private void write(MappedRecord mapped, long sentMillis) {
    switch (mapped) {
      case MappedRecord.Event(Interaction event) -> {
        requireEvent(event);
        event.requireNotAhead(sentMillis);
        write(event.userId(), InteractionJson.write(event), sentMillis);
      }
      case MappedRecord.Item(var itemId, var details) ->
          write(itemId, details == null ? null : ItemJson.write(details), sentMillis);
      case MappedRecord.User(var userId, var fields) ->
          write(userId, UserJson.write(fields), sentMillis);
      case MappedRecord.Dropped(var type) -> metrics.dropped(type);
    }
  }

  /// Somebody's own type must not erase a user here because it is called so there.
  private static void requireEvent(Interaction event) {
    if (EventWeights.isReserved(event.type())) {
      throw new InvalidEventException(
          Rejection.UNKNOWN_TYPE,
          "type",
          event.type(),
          "means something else to Millrace: rename it under types in the mapping");
    }
  }

  private void write(String key, byte @Nullable [] value, long sentMillis) {
    context.forward(
        new Record<>(key.getBytes(StandardCharsets.UTF_8), value, sentMillis),
        BridgeTopology.TARGET);
    metrics.written();
  }
}
