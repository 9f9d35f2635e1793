package io.millrace.producer.mapping;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/// What a mapping says of a file besides its fields; null is to be found out.
///
/// @param separator between columns
/// @param header whether the first line names the columns
/// @param charset of the text
public record TableFormat(
    @Nullable String separator, @Nullable Boolean header, @Nullable Charset charset) {
  /// Everything is to be found out.
  public static final TableFormat UNKNOWN = new TableFormat(null, null, null);
}
