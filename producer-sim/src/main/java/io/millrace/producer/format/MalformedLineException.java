package io.millrace.producer.format;

/// A strict reader met a malformed line.
public final class MalformedLineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient MalformedLine line;

  public MalformedLineException(MalformedLine line) {
    super(line.toString());
    this.line = line;
  }

  public MalformedLine line() {
    return line;
  }
}
