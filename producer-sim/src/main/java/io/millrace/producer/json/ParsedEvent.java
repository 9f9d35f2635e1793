package io.millrace.producer.json;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.UserMessage;

/// One entry of a batch: what a user's record says, or why it says nothing.
public sealed interface ParsedEvent {

  /// A well-formed record.
  record Valid(UserMessage message) implements ParsedEvent {}

  /// An entry that is no valid record.
  record Invalid(InvalidEventException fault) implements ParsedEvent {}
}
