package io.millrace.producer.mapping;

/// A mapping that cannot be used. The message is one line: where it is written, the field, its
/// value, and what to write instead.
public final class InvalidMappingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidMappingException(String message) {
    super(message);
  }

  InvalidMappingException(Origin origin, String detail) {
    super(origin + ": " + detail);
  }
}
