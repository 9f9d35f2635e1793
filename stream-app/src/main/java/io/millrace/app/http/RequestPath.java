package io.millrace.app.http;

/// The path of a request, which clients of a proxy send with scheme and authority before it.
final class RequestPath {
  private RequestPath() {}

  /// @param target as it was sent, without the query
  /// @return a path that begins with a slash
  static String of(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int authority = target.indexOf("://");
    if (authority < 0) {
      return "/" + target;
    }
    int path = target.indexOf('/', authority + "://".length());
    return path < 0 ? "/" : target.substring(path);
  }
}
