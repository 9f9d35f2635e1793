package io.millrace.model.event;

import org.jspecify.annotations.Nullable;

/// An event that cannot be learned, with the field that is wrong and the value it had.
public final class InvalidEventException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN_CHARS = 100;

  private final Rejection reason;
  private final String field;
  private final String value;

  /// @param reason the class of the fault, by which rejected events are counted
  /// @param field the JSON key at fault, or `body` for the whole document
  /// @param value what stood there, shortened to 100 characters
  /// @param detail what is wrong with it, as the end of a sentence
  public InvalidEventException(
      Rejection reason, String field, @Nullable Object value, String detail) {
    super(field + " '" + shorten(value) + "' " + detail);
    this.reason = reason;
    this.field = field;
    this.value = shorten(value);
  }

  public Rejection reason() {
    return reason;
  }

  public String field() {
    return field;
  }

  public String value() {
    return value;
  }

  private static String shorten(@Nullable Object value) {
    String text = String.valueOf(value);
    if (text.length() <= MAX_SHOWN_CHARS) {
      return text;
    }
    // Half a character could not be written as UTF-8 where the rejected event is reported.
    boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_SHOWN_CHARS - 1));
    return text.substring(0, MAX_SHOWN_CHARS - (splitsPair ? 1 : 0)) + "...";
  }
}
