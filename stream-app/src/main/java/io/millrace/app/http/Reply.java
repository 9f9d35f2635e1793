package io.millrace.app.http;

import io.avaje.json.JsonException;
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

  /// What a resource can do, without a body.
  static Reply options(String allowed) {
    return new Reply(204, "", new byte[0], Map.of("Allow", allowed));
  }

  static Reply text(String contentType, String text) {
    return new Reply(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static Reply problem(Problem problem) {
    Problem.Kind kind = problem.kind();
    Reply reply = details(problem, kind);
    return problem.endsConnection() ? reply.withHeader("Connection", "close") : reply;
  }

  private static Reply details(Problem problem, Problem.Kind kind) {
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

  /// A request that is no HTTP as this server speaks it, or that it has no room for.
  ///
  /// @param status that the server chose
  /// @param reason what HTTP calls that status
  static Reply transportProblem(int status, String reason) {
    Problem.Kind kind =
        switch (status) {
          case 500 -> Problem.Kind.INTERNAL;
          case 503 -> Problem.Kind.UNAVAILABLE;
          default -> Problem.Kind.BAD_REQUEST;
        };
    String detail =
        switch (status) {
          case 400 -> "the request line, a header or the framing of the body is not valid HTTP/1.1";
          case 503 -> "too many requests at the same time";
          default -> reason;
        };
    Reply reply =
        problem(
            kind,
            new Answers.ProblemDetails(
                kind.type(), kind.title(), status, detail, null, null, null));
    return new Reply(status, reply.contentType(), reply.body(), reply.headers());
  }

  /// The document in a reply that another instance made.
  ///
  /// @throws JsonException if it is none
  <T> T document(Class<T> type) {
    return JSON.type(type).fromJson(body);
  }

  /// Whether the connection is of no use after this reply.
  boolean endsConnection() {
    return headers.containsKey("Connection");
  }

  Reply withHeader(String name, String value) {
    return new Reply(status, contentType, body, Map.of(name, value));
  }
}
