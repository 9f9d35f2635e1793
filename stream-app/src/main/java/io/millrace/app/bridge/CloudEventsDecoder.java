package io.millrace.app.bridge;

import io.millrace.producer.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Events of CloudEvents 1.0. Both modes make the same tree: the attributes, such as `id`, `type`
/// and `time`, and what the event tells under `data`.
///
/// In binary mode the attributes are headers `ce_...` and the value is the data, of any format; in
/// structured mode all of it is one JSON object.
final class CloudEventsDecoder implements RecordDecoder {
  private static final String ATTRIBUTE = "ce_";
  private static final String CONTENT_TYPE = "content-type";
  private static final String STRUCTURED = "application/cloudevents";
  private static final String VERSION = "specversion";
  private static final String DATA = "data";
  private static final String DATA_BASE64 = "data_base64";

  private final RecordDecoder plain;
  private final boolean only;

  /// @param plain decodes the data in binary mode, and what is no event
  /// @param only whether what is no event is refused
  CloudEventsDecoder(RecordDecoder plain, boolean only) {
    this.plain = plain;
    this.only = only;
  }

  private static boolean isBinary(Headers headers) {
    return headers.lastHeader(ATTRIBUTE + VERSION) != null;
  }

  private static boolean isStructured(Headers headers) {
    return text(headers.lastHeader(CONTENT_TYPE)).toLowerCase(Locale.ROOT).startsWith(STRUCTURED);
  }

  @Override
  public JsonValue.Fields decode(Headers headers, byte[] value) {
    if (isBinary(headers)) {
      return binary(headers, value);
    }
    return isStructured(headers)
        ? structured(headers, value)
        : withData(plain.decode(headers, value));
  }

  private JsonValue.Fields binary(Headers headers, byte[] value) {
    Map<String, JsonValue> tree = new LinkedHashMap<>();
    for (Header header : headers) {
      if (header.key().startsWith(ATTRIBUTE)) {
        tree.put(header.key().substring(ATTRIBUTE.length()), new JsonValue.Text(text(header)));
      }
    }
    tree.put(DATA, plain.decode(headers, value));
    return new JsonValue.Fields(tree);
  }

  private JsonValue.Fields structured(Headers headers, byte[] value) {
    String type = text(headers.lastHeader(CONTENT_TYPE));
    if (!type.contains("json")) {
      throw RecordDecoder.malformed(CONTENT_TYPE, type, "is no event in JSON");
    }
    return withData(JsonValue.parseObject(value));
  }

  /// The tree of an object, with its data if it is an event in structured mode.
  private JsonValue.Fields withData(JsonValue.Fields tree) {
    if (!tree.byName().containsKey(VERSION)) {
      if (only) {
        throw RecordDecoder.malformed(VERSION, "", "is missing: this is no event of CloudEvents");
      }
      return tree;
    }
    if (!(tree.byName().get(DATA_BASE64) instanceof JsonValue.Text encoded)) {
      return tree;
    }
    Map<String, JsonValue> decoded = new LinkedHashMap<>(tree.byName());
    decoded.remove(DATA_BASE64);
    decoded.put(DATA, JsonValue.parseObject(bytes(encoded.text())));
    return new JsonValue.Fields(decoded);
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException wrong) {
      throw RecordDecoder.malformed(DATA_BASE64, base64, "is not in base64");
    }
  }

  private static String text(@Nullable Header header) {
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
