package io.millrace.app.http;

import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;

/// Ids as they come in URLs.
final class RequestIds {
  private RequestIds() {}

  /// @throws Problem if the id is not one
  static String valid(String field, String id) {
    try {
      return Ids.requireValid(field, id);
    } catch (InvalidEventException fault) {
      throw Problem.of(Problem.Kind.INVALID_PARAMETER, fault);
    }
  }
}
