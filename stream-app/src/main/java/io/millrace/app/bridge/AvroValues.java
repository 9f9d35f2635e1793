package io.millrace.app.bridge;

import io.millrace.producer.json.JsonValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/// Records of Avro as trees: times as ISO-8601, decimals as numbers, enums and UUIDs as text, bytes
/// as text in base64. Of a union counts what is there.
///
/// Not safe for several threads.
final class AvroValues {
  private static final String LIMITS = "org.apache.avro.limits.";

  /// Longest bytes and text, and most elements of an array or entries of a map: a record cannot
  /// hold more. A few wrong bytes may claim gigabytes, which Avro would allocate before it reads.
  private static final int MAX_LENGTH = 1024 * 1024;

  static {
    for (String what : List.of("bytes", "string", "collectionItems")) {
      System.setProperty(LIMITS + what + ".maxLength", Integer.toString(MAX_LENGTH));
    }
  }

  private @Nullable BinaryDecoder decoder;
  private @Nullable GenericDatumReader<Object> reader; // of the schema of the record before

  /// @param value holds the record from an offset on
  /// @throws io.millrace.model.event.InvalidEventException if it was not written by the schema
  JsonValue.Fields fields(Schema schema, byte[] value, int offset) {
    try {
      return read(schema, value, offset) instanceof JsonValue.Fields fields
          ? fields
          : notARecord(schema);
    } catch (IOException | RuntimeException | StackOverflowError wrong) {
      throw RecordDecoder.malformed(
          "body",
          value.length + " bytes",
          "were not written by schema '%s': %s".formatted(schema.getFullName(), wrong));
    }
  }

  private static JsonValue.Fields notARecord(Schema schema) {
    throw new IllegalArgumentException("it is of type " + schema.getType() + ", and not a record");
  }

  @SuppressWarnings("ReferenceEquality") // To compare schemas takes longer than to read a record.
  private JsonValue read(Schema schema, byte[] value, int offset) throws IOException {
    decoder = DecoderFactory.get().binaryDecoder(value, offset, value.length - offset, decoder);
    GenericDatumReader<Object> ofSchema = reader;
    if (ofSchema == null || ofSchema.getSchema() != schema) {
      ofSchema = new GenericDatumReader<>(schema);
      reader = ofSchema;
    }
    Object datum = ofSchema.read(null, decoder);
    if (!decoder.isEnd()) {
      throw new IOException("bytes are left behind the record");
    }
    return tree(schema, datum);
  }

  private static JsonValue tree(Schema schema, @Nullable Object datum) {
    return switch (schema.getType()) {
      case NULL -> new JsonValue.Nothing();
      case UNION ->
          tree(schema.getTypes().get(GenericData.get().resolveUnion(schema, datum)), datum);
      case RECORD -> record((IndexedRecord) there(datum));
      case MAP -> map(schema.getValueType(), (Map<?, ?>) there(datum));
      case ARRAY -> array(schema.getElementType(), (Collection<?>) there(datum));
      case BOOLEAN -> new JsonValue.Flag((Boolean) there(datum));
      case INT, LONG -> whole(schema, ((Number) there(datum)).longValue());
      case FLOAT, DOUBLE -> RecordDecoder.number((Number) there(datum));
      case ENUM, STRING -> new JsonValue.Text(String.valueOf(datum));
      case BYTES -> bytes(schema, bytesOf((ByteBuffer) there(datum)));
      case FIXED -> bytes(schema, ((GenericFixed) there(datum)).bytes());
    };
  }

  private static Object there(@Nullable Object datum) {
    if (datum == null) {
      throw new IllegalArgumentException("a value is missing");
    }
    return datum;
  }

  private static JsonValue record(IndexedRecord record) {
    Map<String, JsonValue> byName = new LinkedHashMap<>();
    for (Schema.Field field : record.getSchema().getFields()) {
      put(byName, field.name(), tree(field.schema(), record.get(field.pos())));
    }
    return new JsonValue.Fields(byName);
  }

  private static JsonValue map(Schema values, Map<?, ?> map) {
    Map<String, JsonValue> byName = new LinkedHashMap<>();
    map.forEach((name, value) -> put(byName, String.valueOf(name), tree(values, value)));
    return new JsonValue.Fields(byName);
  }

  /// As in JSON, what is nothing is missing.
  private static void put(Map<String, JsonValue> byName, String name, JsonValue value) {
    if (!(value instanceof JsonValue.Nothing)) {
      byName.put(name, value);
    }
  }

  private static JsonValue array(Schema elements, Collection<?> values) {
    List<JsonValue> trees = new ArrayList<>();
    values.forEach(value -> trees.add(tree(elements, value)));
    return new JsonValue.Elements(trees);
  }

  private static JsonValue whole(Schema schema, long value) {
    return switch (schema.getLogicalType()) {
      case LogicalTypes.TimestampMillis millis -> instant(value, ChronoUnit.MILLIS);
      case LogicalTypes.TimestampMicros micros -> instant(value, ChronoUnit.MICROS);
      case LogicalTypes.TimestampNanos nanos -> instant(value, ChronoUnit.NANOS);
      case LogicalTypes.LocalTimestampMillis millis -> instant(value, ChronoUnit.MILLIS);
      case LogicalTypes.LocalTimestampMicros micros -> instant(value, ChronoUnit.MICROS);
      case LogicalTypes.LocalTimestampNanos nanos -> instant(value, ChronoUnit.NANOS);
      case LogicalTypes.Date date -> text(LocalDate.ofEpochDay(value));
      case LogicalTypes.TimeMillis time -> text(LocalTime.ofNanoOfDay(value * 1_000_000));
      case LogicalTypes.TimeMicros time -> text(LocalTime.ofNanoOfDay(value * 1_000));
      case null, default -> new JsonValue.Numeral(Long.toString(value));
    };
  }

  private static JsonValue instant(long value, ChronoUnit unit) {
    return text(Instant.EPOCH.plus(value, unit));
  }

  private static JsonValue text(Object value) {
    return new JsonValue.Text(value.toString());
  }

  private static JsonValue bytes(Schema schema, byte[] bytes) {
    return switch (schema.getLogicalType()) {
      case LogicalTypes.Decimal decimal ->
          new JsonValue.Numeral(
              new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString());
      case LogicalTypes.Uuid uuid when bytes.length == 2 * Long.BYTES -> {
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        yield text(new UUID(halves.getLong(), halves.getLong()));
      }
      case null, default -> new JsonValue.Text(Base64.getEncoder().encodeToString(bytes));
    };
  }

  private static byte[] bytesOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
