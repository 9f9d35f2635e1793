package io.millrace.app.query;

import java.util.Set;

/// What a request wants of the items in its answer, besides that they can be served.
///
/// @param excluded item ids to leave out
/// @param only item ids of which the answer is made; empty: of all
/// @param anyCategory categories of which an item has at least one; empty: any item
/// @param allCategories categories all of which an item has
public record Selection(
    Set<String> excluded, Set<String> only, Set<String> anyCategory, Set<String> allCategories) {

  /// Every item.
  public static final Selection ALL = new Selection(Set.of(), Set.of(), Set.of(), Set.of());

  /// Every item but some.
  public static Selection without(Set<String> excluded) {
    return new Selection(excluded, Set.of(), Set.of(), Set.of());
  }
}
