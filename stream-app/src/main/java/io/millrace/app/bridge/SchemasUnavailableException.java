package io.millrace.app.bridge;

/// A schema cannot be got at the moment. Nothing is wrong with the record that needs it.
final class SchemasUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemasUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  SchemasUnavailableException(String message) {
    super(message);
  }
}
