package io.millrace.app.bridge;

import io.millrace.producer.json.JsonValue;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;

/// JSON objects. The id of a schema that may stand before one says nothing that the object does
/// not.
final class JsonDecoder implements RecordDecoder {
  @Override
  public JsonValue.Fields decode(Headers headers, byte[] value) {
    return JsonValue.parseObject(isBehindId(value) ? withoutId(value) : value);
  }

  private static boolean isBehindId(byte[] value) {
    return WireDecoder.hasId(value) && value.length > WireDecoder.ID_BYTES;
  }

  static byte[] withoutId(byte[] value) {
    return Arrays.copyOfRange(value, WireDecoder.ID_BYTES, value.length);
  }
}
