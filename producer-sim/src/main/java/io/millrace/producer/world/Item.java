package io.millrace.producer.world;

import io.millrace.model.event.ItemDetails;

/// One item of the catalogue.
///
/// @param id its id
/// @param mainGroup the hidden group it belongs to
/// @param secondGroup another group it half belongs to; the main one again if there is none
/// @param details what everybody may know of it
record Item(String id, int mainGroup, int secondGroup, ItemDetails details) {

  boolean hasSecondGroup() {
    return secondGroup != mainGroup;
  }
}
