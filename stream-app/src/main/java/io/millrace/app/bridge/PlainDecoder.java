package io.millrace.app.bridge;

import io.millrace.producer.json.JsonValue;
import org.apache.kafka.common.header.Headers;

/// Takes each record for what its first byte shows it to be: a 0 stands before the id of a schema,
/// all else is JSON.
final class PlainDecoder implements RecordDecoder {
  private final JsonDecoder json = new JsonDecoder();
  private final WireDecoder wire;

  PlainDecoder(Schemas schemas) {
    this.wire = new WireDecoder(schemas, Format.AUTO);
  }

  @Override
  public JsonValue.Fields decode(Headers headers, byte[] value) {
    return WireDecoder.hasId(value) ? wire.decode(headers, value) : json.decode(headers, value);
  }
}
