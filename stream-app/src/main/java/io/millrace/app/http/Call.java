package io.millrace.app.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/// One request to an endpoint.
///
/// @param endpoint that it is for
/// @param segments of the path, still percent-encoded
/// @param query parameters, already known to be the endpoint's
/// @param request as the server has it
record Call(
    Endpoint endpoint, List<String> segments, QueryParameters query, ServerRequest request) {
  static final int MAX_BODY_BYTES = 1024 * 1024;

  /// The valid id in the path segment that the endpoint's pattern calls `{id}`.
  ///
  /// @param field to name if it is not valid
  String id(String field) {
    String encoded = segments.get(endpoint.indexOf("id"));
    return RequestIds.valid(field, PercentDecoder.decode(field, encoded, false));
  }

  /// How many instances passed this request on.
  boolean wasForwarded() {
    return request.headers().contains(Forwarder.FORWARDED);
  }

  /// Path and query as they were sent.
  String target() {
    String query = request.query().rawValue();
    String path = "/" + String.join("/", segments);
    return query.isEmpty() ? path : path + "?" + query;
  }

  /// The body of a JSON request.
  ///
  /// @throws Problem if it is too large or of another type
  byte[] jsonBody() {
    String type = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
    String mediaType = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!mediaType.equals("application/json")) {
      throw Problem.with(
          Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
          "Content-Type",
          type,
          "is not supported: send application/json");
    }
    long declared = request.headers().contentLength().orElse(0);
    if (declared > MAX_BODY_BYTES) {
      throw tooLarge(declared + " bytes");
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] body = in.readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw tooLarge("more");
      }
      return body;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Problem tooLarge(String size) {
    return Problem.with(
        Problem.Kind.PAYLOAD_TOO_LARGE, "body", size, "is more than " + MAX_BODY_BYTES + " bytes");
  }
}
