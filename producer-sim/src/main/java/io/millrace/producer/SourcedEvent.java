package io.millrace.producer;

import io.millrace.model.event.Interaction;

/// An event together with its place in its source.
///
/// @param position 0-based index in sending order, the same each time the source is opened
/// @param interaction what happened
public record SourcedEvent(long position, Interaction interaction) {}
