package io.millrace.model.item;

/// What the events of one partition ever added to one item's context vector. Stored apart from
/// [PartRow]: it changes only for the recent items of whoever acts, so most changes of a row would
/// else write it for nothing.
///
/// @param vector added to zero (rank)
/// @param accumulator added to Adagrad's start value
// Rows are handed over, never compared.
@SuppressWarnings("ArrayRecordComponent")
public record ContextRow(float[] vector, float accumulator) {}
