package io.millrace.app.topology;

/// Stored state that this version or configuration cannot read.
public final class IncompatibleStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private IncompatibleStateException(String message) {
    super(message);
  }

  static void requireVersion(String what, int expected, int found) {
    if (found != expected) {
      throw new IncompatibleStateException(
          "stored %s has format %d, but this version of Millrace reads format %d: use another application id or start fresh"
              .formatted(what, found, expected));
    }
  }

  static void requireRank(int expected, int found) {
    if (found != expected) {
      throw new IncompatibleStateException(
          "stored vectors have rank %d, but rank is set to %d: set it to %d, use another application id or start fresh"
              .formatted(found, expected, found));
    }
  }
}
