package io.millrace.producer.format;

import io.millrace.model.event.Interaction;
import java.io.UncheckedIOException;

/// What one pass over an event file finds.
///
/// @param fingerprint hash of all its bytes, and of how they are understood
/// @param events number of well-formed events
/// @param malformed number of malformed lines
/// @param dropped number of records that the mapping leaves out
/// @param sorted true if no event is earlier than one before it
record FileScan(String fingerprint, long events, long malformed, long dropped, boolean sorted) {

  /// Reads all records to their end.
  static FileScan of(String file, Records<Interaction> records, Fingerprint fingerprint) {
    long events = 0;
    long latestMillis = Long.MIN_VALUE;
    boolean sorted = true;
    try {
      for (Interaction event = records.next(); event != null; event = records.next()) {
        events++;
        Long millis = event.timestampMillis();
        if (millis != null) {
          sorted &= millis >= latestMillis;
          latestMillis = millis;
        }
      }
    } catch (UncheckedIOException fault) {
      throw Damage.of(file, events, fault);
    }
    return new FileScan(fingerprint.hex(), events, records.malformed(), records.dropped(), sorted);
  }
}
