package io.millrace.producer.json;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;

/// One entry of a batch: an event, or why it is none.
public sealed interface ParsedEvent {

  /// A well-formed event.
  record Valid(Interaction interaction) implements ParsedEvent {}

  /// An entry that is no valid event.
  record Invalid(InvalidEventException fault) implements ParsedEvent {}
}
