package io.millrace.producer.format;

import io.millrace.producer.mapping.MappedRecord;
import java.io.InputStream;
import java.util.function.Function;

/// A file that was understood.
///
/// @param records cuts its text into records
/// @param header whether the first record names the columns
record Recognition(
    Understood understood,
    Function<InputStream, RawRecords> records,
    boolean header,
    LineFormat<MappedRecord> format) {

  /// Its records in the text, without the header.
  RawRecords open(InputStream text) {
    RawRecords opened = records.apply(text);
    if (header) {
      Line line = opened.next();
      while (line != null && line.isBlank()) {
        line = opened.next();
      }
    }
    return opened;
  }
}
