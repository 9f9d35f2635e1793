package io.millrace.producer.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One JSON document in UTF-8, read in one pass and strictly: RFC 8259 and nothing else, no text
/// after it, and bounds on nesting and on the length of names and strings. What is no JSON is told
/// before anything else that is wrong with it.
final class JsonDocument implements AutoCloseable {
  /// Deepest nesting of objects and arrays. Events need 2.
  static final int MAX_DEPTH = 32;

  /// Names are kept by the parser for the next document, so a flood of long ones has a bound.
  private static final int MAX_NAME_CHARS = 1_000;

  /// Of a string or a number: more than any body has.
  private static final int MAX_TEXT_CHARS = 1024 * 1024;

  private static final int MAX_SHOWN_BYTES = 400;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Interned names would stay for good.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME_CHARS)
                  .maxStringLength(MAX_TEXT_CHARS)
                  .maxNumberLength(MAX_TEXT_CHARS)
                  .build())
          .build();

  private final byte[] json;
  private final JsonParser parser;
  private boolean broken; // no JSON from here on

  private JsonDocument(byte[] json) {
    this.json = json;
    if (!Utf8.isValid(json)) {
      throw malformed(0, "is not valid UTF-8");
    }
    // By its first bytes the parser would take it for UTF-16 or UTF-32, or pass over a mark.
    if (json.length > 0 && (json[0] <= 0 || (json.length > 1 && json[1] == 0))) {
      throw malformed(0, "is no JSON: unexpected character at byte 0");
    }
    try {
      this.parser = FACTORY.createParser(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a reader makes of a document that is one object.
  ///
  /// @param reader reads this document, which is at the beginning of the object, up to its end
  /// @throws InvalidEventException (and nothing else) if it is no such document, or the reader's
  static <T> T object(byte[] json, Function<JsonDocument, T> reader) {
    try (var document = new JsonDocument(json)) {
      boolean isObject = document.next() == JsonToken.START_OBJECT;
      try {
        T value = document.element(isObject, reader);
        document.requireEnd();
        return value;
      } catch (InvalidEventException fault) {
        document.passOver(0);
        document.requireEnd();
        throw fault;
      }
    }
  }

  /// What a reader makes of a document that is one object or an array of them, in order.
  ///
  /// @param maxElements longest array that is accepted
  /// @param failed what to make of an element that is no object, or at which the reader failed
  /// @throws InvalidEventException if the document as a whole is not what it should be
  static <T> List<T> objectOrElements(
      byte[] json,
      int maxElements,
      Function<JsonDocument, T> reader,
      Function<InvalidEventException, T> failed) {
    try (var document = new JsonDocument(json)) {
      List<T> values = new ArrayList<>();
      int depth = 0;
      int count = 0;
      JsonToken first = document.next();
      if (first == JsonToken.START_ARRAY) {
        depth = 1;
        for (JsonToken each = document.next();
            each != JsonToken.END_ARRAY;
            each = document.next()) {
          if (++count <= maxElements) {
            values.add(document.elementOr(failed, depth, reader));
          } else {
            document.passOver(depth);
          }
        }
      } else if (first == JsonToken.START_OBJECT) {
        values.add(document.elementOr(failed, depth, reader));
      }
      document.requireEnd();
      if (first != JsonToken.START_ARRAY && first != JsonToken.START_OBJECT) {
        throw document.malformed(0, "is neither a JSON object nor an array");
      }
      if (count > maxElements) {
        throw new InvalidEventException(
            Rejection.INVALID_FIELD, "body", count + " entries", "are more than " + maxElements);
      }
      return values;
    }
  }

  private <T> T elementOr(
      Function<InvalidEventException, T> failed, int depth, Function<JsonDocument, T> reader) {
    try {
      return element(parser.currentToken() == JsonToken.START_OBJECT, reader);
    } catch (InvalidEventException fault) {
      if (broken) {
        throw fault;
      }
      passOver(depth);
      return failed.apply(fault);
    }
  }

  private <T> T element(boolean isObject, Function<JsonDocument, T> reader) {
    if (!isObject) {
      String value = parser.currentToken() == null ? "" : raw();
      throw new InvalidEventException(Rejection.MALFORMED, "body", value, "is no JSON object");
    }
    return reader.apply(this);
  }

  /// The next token, or null after the last.
  @Nullable JsonToken next() {
    try {
      return parser.nextToken();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// Name of the next field of the object at hand, or null at its end.
  @Nullable String nextName() {
    try {
      return parser.nextFieldName();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  JsonToken token() {
    return parser.currentToken();
  }

  /// The text of the string, number or literal at hand.
  ///
  /// @throws InvalidEventException naming `path` if it is too long or no Unicode
  String text(String path) {
    String text;
    try {
      text = parser.getText();
    } catch (StreamConstraintsException e) {
      throw new InvalidEventException(Rejection.INVALID_FIELD, path, "", "is too long");
    } catch (IOException e) {
      throw broken(e);
    }
    if (!Utf8.isEncodable(text)) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD, path, text, "has half a surrogate pair");
    }
    return text;
  }

  /// The bytes of the value at hand as text. Afterwards it is passed over.
  String raw() {
    int start = tokenStart();
    skip();
    try {
      parser.finishToken();
    } catch (StreamConstraintsException tooLong) {
      return "";
    } catch (IOException e) {
      throw broken(e);
    }
    int end = (int) parser.currentLocation().getByteOffset();
    return new String(json, start, end - start, StandardCharsets.UTF_8);
  }

  /// Passes over the value at hand.
  void skip() {
    try {
      parser.skipChildren();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /// Where the token at hand begins.
  int tokenStart() {
    return (int) Math.max(0, parser.currentTokenLocation().getByteOffset());
  }

  /// @param start of the part that is shown
  InvalidEventException malformed(int start, String detail) {
    int shown = Math.min(json.length - start, MAX_SHOWN_BYTES);
    String text = new String(json, start, shown, StandardCharsets.UTF_8);
    return new InvalidEventException(Rejection.MALFORMED, "body", text, detail);
  }

  /// Passes over what is left of the value at hand, which has so many others around it.
  private void passOver(int depth) {
    while (!broken && parser.getParsingContext().getNestingDepth() > depth) {
      next();
    }
  }

  private void requireEnd() {
    if (!broken && next() != null) {
      throw malformed(0, "has text after the JSON at byte " + tokenStart());
    }
  }

  private InvalidEventException broken(IOException fault) {
    broken = true;
    return malformed(
        0,
        switch (fault) {
          case JsonEOFException _ -> "is no JSON: it ends at byte " + json.length;
          case StreamConstraintsException _ ->
              parser.getParsingContext().getNestingDepth() >= MAX_DEPTH
                  ? "is nested deeper than " + MAX_DEPTH
                  : "has a number or the name of a field that is too long";
          case JacksonException syntax when syntax.getLocation() != null ->
              "is no JSON: unexpected character at byte " + syntax.getLocation().getByteOffset();
          default -> "is no JSON";
        });
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
