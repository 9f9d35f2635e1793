package io.millrace.app.http;

import io.millrace.app.feed.Catalogue;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.index.ScoredItem;
import java.util.List;

/// Scored items as answers show them, with what the catalogue knows of them.
final class ItemView {
  private final Catalogue catalogue;

  ItemView(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  List<Answers.Item> of(List<ScoredItem> items) {
    return items.stream().map(this::of).toList();
  }

  private Answers.Item of(ScoredItem item) {
    ItemDetails details = catalogue.of(item.itemId());
    return new Answers.Item(
        item.itemId(),
        item.score(),
        details.title(),
        details.categories().isEmpty() ? null : details.categories());
  }
}
