package io.millrace.app.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.millrace.app.http.Places.Hop;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// One request to an endpoint.
///
/// @param endpoint that it is for
/// @param segments of the path, still percent-encoded
/// @param query parameters, already known to be the endpoint's
/// @param request as the server has it
record Call(
    Endpoint endpoint, List<String> segments, QueryParameters query, ServerRequest request) {
  static final int MAX_BODY_BYTES = 1024 * 1024;

  /// Of a body that is too large, as much is read, so that its sender gets to see the answer.
  static final long MAX_RECEIVED_BYTES = 4L * MAX_BODY_BYTES;

  private static final Pattern NOT_IN_URI = Pattern.compile("[^A-Za-z0-9\\-._~!$&'()*+,;=:@/?%]");

  /// The valid id in the path segment that the endpoint's pattern calls `{id}`.
  ///
  /// @param field to name if it is not valid
  String id(String field) {
    return id("id", field);
  }

  /// The valid id in a path segment.
  ///
  /// @param name of the segment in the endpoint's pattern
  /// @param field to name if it is not valid
  String id(String name, String field) {
    String encoded = segments.get(endpoint.indexOf(name));
    return RequestIds.valid(field, PercentDecoder.decode(field, encoded, false));
  }

  /// How this request came here.
  Hop hop() {
    return request
        .headers()
        .first(Forwarder.FORWARDED)
        .map(value -> value.equals(Forwarder.TO_COPY) ? Hop.TO_COPY : Hop.TO_OWNER)
        .orElse(Hop.CLIENT);
  }

  /// Path and query as they were sent, except that what has no place in a URI is percent-encoded.
  String target() {
    String query = request.query().rawValue();
    String path = "/" + String.join("/", segments);
    return NOT_IN_URI
        .matcher(query.isEmpty() ? path : path + "?" + query)
        .replaceAll(found -> "%%%02X".formatted((int) found.group().charAt(0)));
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
    byte[] body = read(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw tooLarge("at least " + body.length + " bytes");
    }
    return body;
  }

  /// The stream is not closed here, since that would wait for more of the body. The server reads
  /// what is left.
  private byte[] read(int maxBytes) {
    try {
      return request.content().inputStream().readNBytes(maxBytes);
    } catch (IOException | DataReader.InsufficientDataAvailableException clientLeft) {
      throw new CloseConnectionException("the body ended early", clientLeft);
    } catch (RequestException | IllegalArgumentException refused) {
      throw unreadable(refused);
    }
  }

  private static Problem unreadable(RuntimeException refused) {
    return refused instanceof RequestException http
            && http.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413)
        ? beyondReceiving(OptionalLong.empty()).endingConnection()
        : Problem.of(
                Problem.Kind.BAD_REQUEST, "the chunks of the body are not framed as HTTP demands")
            .endingConnection();
  }

  /// A body that is too large even to be read and thrown away.
  ///
  /// @param declared its length, which one in chunks does not tell
  static Problem beyondReceiving(OptionalLong declared) {
    return tooLarge(
        declared.isPresent()
            ? declared.getAsLong() + " bytes"
            : "at least " + (MAX_RECEIVED_BYTES + 1) + " bytes");
  }

  private static Problem tooLarge(String size) {
    return Problem.with(
        Problem.Kind.PAYLOAD_TOO_LARGE, "body", size, "is more than " + MAX_BODY_BYTES + " bytes");
  }
}
