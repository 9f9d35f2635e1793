package io.millrace.producer.format;

import io.millrace.model.event.ItemDetails;

/// An item as an item file lists it.
///
/// @param itemId see [io.millrace.model.event.Ids]
/// @param details title and categories, as far as the file has them
public record ListedItem(String itemId, ItemDetails details) {}
