package io.millrace.producer.mapping;

/// Where a setting of a mapping is written.
///
/// @param source a file or a flag
/// @param line 1-based, or 0 where there are no lines
record Origin(String source, int line) {
  @Override
  public String toString() {
    return line == 0 ? source : source + ", line " + line;
  }
}
