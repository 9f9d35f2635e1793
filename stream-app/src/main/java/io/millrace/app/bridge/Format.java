package io.millrace.app.bridge;

/// What the records of a topic are.
public enum Format {
  /// Whatever each record shows itself to be.
  AUTO,
  /// A JSON object, also behind the id of a schema.
  JSON,
  /// An event of CloudEvents 1.0, in binary or in structured mode.
  CLOUDEVENTS,
  /// Avro behind the id of its schema.
  AVRO,
  /// Protobuf behind the id of its schema and the place of its type.
  PROTOBUF;

  /// Whether records of the format can be read without schemas.
  boolean needsSchemas() {
    return this == AVRO || this == PROTOBUF;
  }

  RecordDecoder decoder(Schemas schemas) {
    return switch (this) {
      case AUTO -> new CloudEventsDecoder(new PlainDecoder(schemas), false);
      case JSON -> new JsonDecoder();
      case CLOUDEVENTS -> new CloudEventsDecoder(new PlainDecoder(schemas), true);
      case AVRO, PROTOBUF -> new WireDecoder(schemas, this);
    };
  }
}
