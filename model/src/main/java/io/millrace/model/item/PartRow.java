package io.millrace.model.item;

/// What the events of one partition ever added to one item: the unit that is stored and sent.
///
/// @param vector added to the start vector (rank)
/// @param bias added to 0
/// @param accumulator added to Adagrad's start value
/// @param count events with the item
/// @param trend decayed popularity, see [Trend]
// Rows are handed over, never compared: that the record compares the array by reference is no
// matter.
@SuppressWarnings("ArrayRecordComponent")
public record PartRow(float[] vector, float bias, float accumulator, long count, double trend) {}
