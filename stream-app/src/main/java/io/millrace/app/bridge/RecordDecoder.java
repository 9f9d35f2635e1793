package io.millrace.app.bridge;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.json.JsonValue;
import org.apache.kafka.common.header.Headers;

/// Makes a tree of what a record holds, whatever its format.
interface RecordDecoder {
  /// @param value of the record
  /// @throws InvalidEventException if the record is not of the format
  /// @throws SchemasUnavailableException if its schema cannot be got at the moment
  JsonValue.Fields decode(Headers headers, byte[] value);

  /// A floating-point number, for which JSON has no numeral if it is not finite.
  static JsonValue number(Number value) {
    return Double.isFinite(value.doubleValue())
        ? new JsonValue.Numeral(value.toString())
        : new JsonValue.Text(value.toString());
  }

  /// A record that is not of its format.
  ///
  /// @param detail as the end of a sentence
  static InvalidEventException malformed(String field, Object value, String detail) {
    return new InvalidEventException(Rejection.MALFORMED, field, value, detail);
  }
}
