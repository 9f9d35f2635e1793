package io.millrace.app.http;

import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;

/// Ids as they come in requests.
final class RequestIds {
  private RequestIds() {}

  /// @throws Problem if the id is not one
  static String valid(String field, String id) {
    return valid(Problem.Kind.INVALID_PARAMETER, field, id);
  }

  /// @throws Problem of that kind if the id is not one
  static String valid(Problem.Kind kind, String field, String id) {
    try {
      return Ids.requireValid(field, id);
    } catch (InvalidEventException fault) {
      throw Problem.of(kind, fault);
    }
  }
}
