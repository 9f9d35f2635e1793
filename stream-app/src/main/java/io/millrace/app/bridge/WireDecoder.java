package io.millrace.app.bridge;

import io.millrace.producer.json.JsonValue;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Records in Confluent's wire format: a byte 0, the id of the schema in four bytes, most
/// significant first, and what was written by it.
final class WireDecoder implements RecordDecoder {
  /// Bytes before what was written by the schema.
  static final int ID_BYTES = 5;

  private static final byte MAGIC = 0;

  private final Schemas schemas;
  private final Format format;
  private final JsonDecoder json = new JsonDecoder();
  private final AvroValues avro = new AvroValues();
  private int lastId;
  private @Nullable WireSchema lastSchema; // of that id: records of one come one after the other

  /// @param format [Format#AUTO] for any, or the only one that is accepted
  WireDecoder(Schemas schemas, Format format) {
    this.schemas = schemas;
    this.format = format;
  }

  static boolean hasId(byte[] value) {
    return value.length >= ID_BYTES && value[0] == MAGIC;
  }

  @Override
  public JsonValue.Fields decode(Headers headers, byte[] value) {
    if (!hasId(value)) {
      throw RecordDecoder.malformed(
          "body",
          value.length + " bytes",
          "do not begin with the byte 0 and the id of a schema, as Confluent's format does");
    }
    ByteBuffer rest = ByteBuffer.wrap(value, 1, value.length - 1);
    int id = rest.getInt();
    if (!schemas.areThere()) {
      return withoutSchemas(headers, value, id);
    }
    return switch (schema(id)) {
      case WireSchema.Avro(var schema) when format != Format.PROTOBUF ->
          avro.fields(schema, value, ID_BYTES);
      case WireSchema.Protobuf(var file) when format != Format.AVRO ->
          ProtobufValues.fields(file, rest);
      case WireSchema.Json() when format == Format.AUTO -> json.decode(headers, value);
      case WireSchema other ->
          throw RecordDecoder.malformed("schema", id, "is of " + other.kind() + ", not " + format);
    };
  }

  /// JSON can be read as it is.
  private JsonValue.Fields withoutSchemas(Headers headers, byte[] value, int id) {
    if (value.length > ID_BYTES && value[ID_BYTES] == '{') {
      return json.decode(headers, value);
    }
    throw RecordDecoder.malformed("schema", id, "is needed to read the record: set --schemas");
  }

  private WireSchema schema(int id) {
    if (lastSchema == null || lastId != id) {
      lastSchema =
          schemas
              .find(id)
              .orElseThrow(
                  () ->
                      RecordDecoder.malformed(
                          "schema", id, "is not known by " + schemas.description()));
      lastId = id;
    }
    return lastSchema;
  }
}
