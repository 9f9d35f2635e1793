package io.millrace.model.index;

/// One entry of an answer.
///
/// @param slot of the item in this process
/// @param itemId of the item
/// @param score by which the answer is ordered, highest first
public record ScoredItem(int slot, String itemId, double score) {}
