package io.millrace.producer.format;

import io.millrace.model.event.Rejection;
import java.util.function.Consumer;

/// A line that is no event or item.
///
/// @param file as it was named when it was opened
/// @param lineNumber 1-based
/// @param kind the class of the fault
/// @param reason names the field and its value
public record MalformedLine(String file, long lineNumber, Rejection kind, String reason) {

  /// The listener of a strict reader: the first malformed line ends the reading with a
  /// [MalformedLineException].
  public static final Consumer<MalformedLine> STRICT =
      line -> {
        throw new MalformedLineException(line);
      };

  @Override
  public String toString() {
    return file + ", line " + lineNumber + ": " + reason;
  }
}
