package io.millrace.app.http;

import io.avaje.jsonb.Jsonb;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An answer before it is sent.
///
/// @param status of HTTP
/// @param contentType of the body
/// @param body bytes
/// @param headers further headers
// Replies are sent, never compared: that the record compares the array by reference is no matter.
@SuppressWarnings("ArrayRecordComponent")
record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final Jsonb JSON = Jsonb.builder().build();
  static final String PROBLEM_TYPE = "application/problem+json";

  static Reply json(int status, Object document) {
    return new Reply(status, "application/json", JSON.toJsonBytes(document), Map.of());
  }

  static Reply text(String contentType, String text) {
    return new Reply(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static Reply problem(Problem problem) {
    Problem.Kind kind = problem.kind();
    return problem(
        kind,
        new Answers.ProblemDetails(
            kind.type(),
            kind.title(),
            kind.status(),
            String.valueOf(problem.getMessage()),
            problem.field(),
            problem.value(),
            null));
  }

  static Reply problem(Problem.Kind kind, Answers.ProblemDetails details) {
    Map<String, String> headers =
        kind == Problem.Kind.UNAVAILABLE ? Map.of("Retry-After", "1") : Map.of();
    return new Reply(kind.status(), PROBLEM_TYPE, JSON.toJsonBytes(details), headers);
  }

  Reply withHeader(String name, String value) {
    return new Reply(status, contentType, body, Map.of(name, value));
  }
}
