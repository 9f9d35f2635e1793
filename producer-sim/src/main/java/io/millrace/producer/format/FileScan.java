package io.millrace.producer.format;

import io.millrace.model.event.Interaction;

/// What one pass over an event file finds.
///
/// @param fingerprint hash of all its bytes
/// @param events number of well-formed events
/// @param malformed number of malformed lines
/// @param sorted true if no event is earlier than one before it
record FileScan(String fingerprint, long events, long malformed, boolean sorted) {

  /// Reads all records to their end.
  static FileScan of(Records<Interaction> records, Fingerprint fingerprint) {
    long events = 0;
    long latestMillis = Long.MIN_VALUE;
    boolean sorted = true;
    for (Interaction event = records.next(); event != null; event = records.next()) {
      events++;
      Long millis = event.timestampMillis();
      if (millis != null) {
        sorted &= millis >= latestMillis;
        latestMillis = millis;
      }
    }
    return new FileScan(fingerprint.hex(), events, records.malformed(), sorted);
  }
}
