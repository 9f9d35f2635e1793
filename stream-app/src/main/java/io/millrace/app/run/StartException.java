package io.millrace.app.run;

/// Something outside the program keeps it from starting or going on. The message is one line that
/// says what it is and what to do.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
