package io.millrace.app.http;

import io.millrace.model.event.InvalidEventException;
import org.jspecify.annotations.Nullable;

/// A request that cannot be answered, as RFC 9457 problem details tell it.
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN_CHARS = 100;

  private final Kind kind;
  private final @Nullable String field;
  private final @Nullable String value;
  private final boolean endsConnection;

  /// Classes of problems. The name of the type is stable.
  public enum Kind {
    INVALID_PARAMETER(400, "invalid-parameter", "A parameter is invalid"),
    INVALID_BODY(400, "invalid-body", "The body is invalid"),
    BAD_REQUEST(400, "bad-request", "The request is malformed"),
    NOT_FOUND(404, "not-found", "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "The method is not allowed here"),
    PAYLOAD_TOO_LARGE(413, "payload-too-large", "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The media type is not supported"),
    INTERNAL(500, "internal", "Something broke here"),
    UNAVAILABLE(503, "unavailable", "Not available for the moment");

    private final int status;
    private final String type;
    private final String title;

    Kind(int status, String type, String title) {
      this.status = status;
      this.type = "urn:millrace:problem:" + type;
      this.title = title;
    }

    public int status() {
      return status;
    }

    public String type() {
      return type;
    }

    public String title() {
      return title;
    }
  }

  private Problem(
      Kind kind,
      @Nullable String field,
      @Nullable String value,
      String detail,
      boolean endsConnection) {
    super(detail);
    this.kind = kind;
    this.field = field;
    this.value = value;
    this.endsConnection = endsConnection;
  }

  /// A problem with the request as a whole.
  public static Problem of(Kind kind, String detail) {
    return new Problem(kind, null, null, detail, false);
  }

  /// A problem with one field.
  ///
  /// @param value what stood there, shortened to 100 characters
  /// @param detail what is wrong with it, as the end of a sentence that names field and value
  public static Problem with(Kind kind, String field, String value, String detail) {
    String shown = shorten(value);
    return new Problem(kind, field, shown, "%s '%s' %s".formatted(field, shown, detail), false);
  }

  /// The same, after which nobody knows where on the connection the next request would begin.
  Problem endingConnection() {
    return new Problem(kind, field, value, String.valueOf(getMessage()), true);
  }

  private static String shorten(String value) {
    if (value.length() <= MAX_SHOWN_CHARS) {
      return value;
    }
    // Half a character could not be written as UTF-8.
    boolean splitsPair = Character.isHighSurrogate(value.charAt(MAX_SHOWN_CHARS - 1));
    return value.substring(0, MAX_SHOWN_CHARS - (splitsPair ? 1 : 0)) + "...";
  }

  /// A problem with a field that breaks the rules of the model.
  public static Problem of(Kind kind, InvalidEventException fault) {
    return new Problem(
        kind, fault.field(), fault.value(), String.valueOf(fault.getMessage()), false);
  }

  boolean endsConnection() {
    return endsConnection;
  }

  public Kind kind() {
    return kind;
  }

  public @Nullable String field() {
    return field;
  }

  public @Nullable String value() {
    return value;
  }
}
