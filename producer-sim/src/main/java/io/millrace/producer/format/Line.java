package io.millrace.producer.format;

/// One line of a file, without its end and without a byte order mark.
///
/// @param number 1-based
/// @param offset of its first byte in the file
/// @param bytes at most [Lines#MAX_BYTES]; of a longer line only its beginning
/// @param cut true if the line was longer
@SuppressWarnings("ArrayRecordComponent") // never compared
record Line(long number, long offset, byte[] bytes, boolean cut) {

  boolean isBlank() {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }
}
