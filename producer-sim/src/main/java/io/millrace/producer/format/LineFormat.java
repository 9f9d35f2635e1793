package io.millrace.producer.format;

/// How one line becomes an event or an item.
@FunctionalInterface
interface LineFormat<T> {

  /// @throws io.millrace.model.event.InvalidEventException if the line is none
  T parse(byte[] line);
}
