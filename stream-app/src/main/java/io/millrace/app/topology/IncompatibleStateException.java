package io.millrace.app.topology;

import org.jspecify.annotations.Nullable;

/// Stored state that this version or configuration cannot read.
public final class IncompatibleStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IncompatibleStateException(String message) {
    this(message, null);
  }

  private IncompatibleStateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// @param what was to be read
  /// @param bytes its size
  static IncompatibleStateException unreadable(
      String what, int bytes, @Nullable RuntimeException cause) {
    return new IncompatibleStateException(
        "stored %s of %d bytes is damaged, or not written by this version of Millrace: use another application id or start fresh"
            .formatted(what, bytes),
        cause);
  }

  static void requireVersion(String what, int expected, int found) {
    if (found != expected) {
      throw new IncompatibleStateException(
          "stored %s has format %d, but this version of Millrace reads format %d: use another application id or start fresh"
              .formatted(what, found, expected),
          null);
    }
  }

  static void requireRank(int expected, int found) {
    if (found != expected) {
      throw new IncompatibleStateException(
          "stored vectors have rank %d, but rank is set to %d: set it to %d, use another application id or start fresh"
              .formatted(found, expected, found),
          null);
    }
  }
}
