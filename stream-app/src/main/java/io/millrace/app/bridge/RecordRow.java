package io.millrace.app.bridge;

import io.millrace.producer.json.JsonValue;
import io.millrace.producer.json.Utf8;
import io.millrace.producer.mapping.Place;
import io.millrace.producer.mapping.Row;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// What a record holds, and beside it what else is known of it, under names that mappings can use:
/// `$key`, `$timestamp` (milliseconds since 1970), `$topic`, `$partition`, `$offset` and
/// `$headers.NAME`, of which the last one of a name counts. A key or header that is no text is
/// missing.
record RecordRow(Row value, Record<byte[], byte[]> sent, RecordMetadata source) implements Row {
  private static final String HEADER = "$headers.";

  @Override
  public @Nullable JsonValue at(Place place) {
    return place instanceof Place.Named(String path) && path.startsWith("$")
        ? beside(path)
        : value.at(place);
  }

  private @Nullable JsonValue beside(String name) {
    return switch (name) {
      case "$key" -> text(sent.key());
      case "$timestamp" -> new JsonValue.Numeral(Long.toString(sent.timestamp()));
      case "$topic" -> new JsonValue.Text(source.topic());
      case "$partition" -> new JsonValue.Numeral(Integer.toString(source.partition()));
      case "$offset" -> new JsonValue.Numeral(Long.toString(source.offset()));
      default -> name.startsWith(HEADER) ? header(name.substring(HEADER.length())) : null;
    };
  }

  private @Nullable JsonValue header(String name) {
    Header last = sent.headers().lastHeader(name);
    return last == null ? null : text(last.value());
  }

  private static @Nullable JsonValue text(byte @Nullable [] utf8) {
    String text = utf8 == null ? null : Utf8.decode(utf8);
    return text == null ? null : new JsonValue.Text(text);
  }

  @Override
  public JsonValue.Fields fields() {
    return value.fields();
  }
}
