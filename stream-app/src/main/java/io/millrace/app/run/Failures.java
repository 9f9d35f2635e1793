package io.millrace.app.run;

import io.millrace.app.topology.IncompatibleStateException;

/// Failures as one line for people.
public final class Failures {
  private Failures() {}

  /// The message of the cause that says most: one of ours, or else the deepest one.
  public static String line(Throwable failure) {
    Throwable deepest = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartException || cause instanceof IncompatibleStateException) {
        return String.valueOf(cause.getMessage());
      }
      deepest = cause;
    }
    String message = deepest.getMessage();
    return message == null || message.isBlank()
        ? deepest.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
