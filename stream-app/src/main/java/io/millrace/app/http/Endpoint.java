package io.millrace.app.http;

import java.util.List;
import java.util.Set;

/// One entry of the table of endpoints.
///
/// @param method of HTTP
/// @param pattern path, in which a segment in braces stands for any one segment
/// @param wanted the segments of the pattern
/// @param parameters names that the query may have
/// @param handler makes the reply
record Endpoint(
    String method, String pattern, List<String> wanted, Set<String> parameters, Handler handler) {

  Endpoint(String method, String pattern, Set<String> parameters, Handler handler) {
    this(method, pattern, segments(pattern), parameters, handler);
  }

  interface Handler {
    Reply handle(Call call);
  }

  /// Whether a request with this method is for this endpoint. HEAD is GET without the body.
  boolean answers(String requested) {
    return methods().contains(requested);
  }

  List<String> methods() {
    return method.equals("GET") ? List.of("GET", "HEAD") : List.of(method);
  }

  /// @param rawSegments of the path, still percent-encoded
  boolean matches(List<String> rawSegments) {
    if (wanted.size() != rawSegments.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!isVariable(wanted.get(i)) && !wanted.get(i).equals(rawSegments.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// Position of the segment that the pattern calls `{name}`.
  int indexOf(String name) {
    return wanted.indexOf("{" + name + "}");
  }

  /// The segments of a path that begins with a slash.
  static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }
}
