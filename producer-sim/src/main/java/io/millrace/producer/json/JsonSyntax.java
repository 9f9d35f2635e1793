package io.millrace.producer.json;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The grammar of RFC 8259 over a whole document, checked before avaje reads it.
///
/// avaje accepts trailing text, `01`, raw control characters and overlong UTF-8, and its skipping
/// recurses without bound. After this check none of that can reach it.
final class JsonSyntax {
  /// Deepest nesting of objects and arrays. Events need 2.
  static final int MAX_DEPTH = 32;

  private static final int MAX_SHOWN_BYTES = 400;

  private final byte[] json;
  private final List<byte[]> elements = new ArrayList<>();
  private final int maxElements;
  private int elementCount;
  private int at;

  private JsonSyntax(byte[] json, int maxElements) {
    this.json = json;
    this.maxElements = maxElements;
  }

  /// @throws InvalidEventException if the bytes are anything but one JSON object
  static void checkObject(byte[] json) {
    var syntax = new JsonSyntax(json, 0);
    syntax.checkAll();
    if (syntax.kind() != '{') {
      throw syntax.fault("is no JSON object");
    }
  }

  /// The objects of a document that is one object or an array. Elements of the array may be any
  /// JSON value.
  ///
  /// @throws InvalidEventException if it is anything else or an array of more than `maxElements`
  static List<byte[]> objectOrElements(byte[] json, int maxElements) {
    var syntax = new JsonSyntax(json, maxElements);
    syntax.checkAll();
    if (syntax.kind() == '{') {
      return List.of(json);
    }
    if (syntax.kind() != '[') {
      throw syntax.fault("is neither a JSON object nor an array");
    }
    if (syntax.elementCount > maxElements) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD,
          "body",
          syntax.elementCount + " entries",
          "are more than " + maxElements);
    }
    return syntax.elements;
  }

  static InvalidEventException malformed(byte[] json, String detail) {
    int shown = Math.min(json.length, MAX_SHOWN_BYTES);
    String text = new String(json, 0, shown, StandardCharsets.UTF_8);
    return new InvalidEventException(Rejection.MALFORMED, "body", text, detail);
  }

  private void checkAll() {
    if (!Utf8.isValid(json)) {
      throw fault("is not valid UTF-8");
    }
    space();
    value(0);
    space();
    if (at < json.length) {
      throw fault("has text after the JSON at byte " + at);
    }
  }

  private int kind() {
    for (byte b : json) {
      if (!isSpace(b)) {
        return b;
      }
    }
    return -1;
  }

  private void value(int depth) {
    switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  private void object(int depth) {
    open(depth);
    if (closes('}')) {
      return;
    }
    do {
      space();
      string();
      space();
      require(':');
      space();
      value(depth + 1);
      space();
    } while (continues('}'));
  }

  private void array(int depth) {
    open(depth);
    if (closes(']')) {
      return;
    }
    do {
      space();
      int start = at;
      value(depth + 1);
      if (depth == 0 && ++elementCount <= maxElements) {
        elements.add(Arrays.copyOfRange(json, start, at));
      }
      space();
    } while (continues(']'));
  }

  private void open(int depth) {
    if (depth == MAX_DEPTH) {
      throw fault("is nested deeper than " + MAX_DEPTH);
    }
    at++;
    space();
  }

  private boolean closes(char end) {
    if (peek() == end) {
      at++;
      return true;
    }
    return false;
  }

  private boolean continues(char end) {
    if (closes(end)) {
      return false;
    }
    require(',');
    return true;
  }

  private void string() {
    require('"');
    for (int b = peek(); b != '"'; b = peek()) {
      if (b >= 0 && b < 0x20) {
        throw unexpected();
      }
      at++;
      if (b == '\\') {
        escape();
      }
    }
    at++;
  }

  private void escape() {
    int kind = peek();
    if ("\"\\/bfnrtu".indexOf(kind) < 0) {
      throw unexpected();
    }
    at++;
    for (int i = 0; kind == 'u' && i < 4; i++) {
      if (Character.digit(peek(), 16) < 0) {
        throw unexpected();
      }
      at++;
    }
  }

  private void number() {
    if (peek() == '-') {
      at++;
    }
    if (at < json.length && json[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < json.length && json[at] == '.') {
      at++;
      digits();
    }
    if (at < json.length && (json[at] | 0x20) == 'e') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() {
    if (peek() < '0' || peek() > '9') {
      throw unexpected();
    }
    while (at < json.length && json[at] >= '0' && json[at] <= '9') {
      at++;
    }
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      require(word.charAt(i));
    }
  }

  private void require(char expected) {
    if (peek() != expected) {
      throw unexpected();
    }
    at++;
  }

  /// The byte at hand, signed: one of a character beyond ASCII is negative.
  private int peek() {
    if (at == json.length) {
      throw fault("is no JSON: it ends at byte " + at);
    }
    return json[at];
  }

  private void space() {
    while (at < json.length && isSpace(json[at])) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private InvalidEventException unexpected() {
    return fault("is no JSON: unexpected character at byte " + at);
  }

  private InvalidEventException fault(String detail) {
    return malformed(json, detail);
  }
}
