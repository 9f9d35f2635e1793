package io.millrace.producer.json;

import io.millrace.model.event.InvalidEventException;

/// JSON of topic `users`: an object. Nothing is made of what is in it yet.
public final class UserJson {
  private UserJson() {}

  /// @throws InvalidEventException (and nothing else) with [Rejection#MALFORMED] if the bytes are
  ///   not one JSON object in UTF-8
  public static void requireObject(byte[] utf8) {
    JsonValue.parseObject(utf8);
  }
}
