package io.millrace.model.item;

/// What stands in a changelog in place of an item's row once the item was let go.
///
/// @param generation parts of earlier generations mean nothing
/// @param deleted whether the item is not to be learned, by whoever manages the items; else it was
///   let go for want of room and may be learned anew
public record MarkRow(int generation, boolean deleted) {}
