package io.millrace.producer.format;

/// A file that cannot be read at all: missing, empty, or in no known format.
public final class UnreadableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param file as it was named by the caller
  /// @param detail what is wrong with it, as the end of a sentence
  UnreadableFileException(String file, String detail) {
    super(file + " " + detail);
  }
}
