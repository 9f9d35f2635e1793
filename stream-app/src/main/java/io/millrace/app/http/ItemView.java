package io.millrace.app.http;

import io.millrace.app.feed.Catalogue;
import io.millrace.model.event.ItemDetails;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.learner.Explanation;
import io.millrace.model.learner.Explanation.Influence;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Scored items as answers show them, with what the catalogue knows of them.
final class ItemView {
  /// Most reasons for one item.
  static final int MAX_REASONS = 3;

  private final Catalogue catalogue;
  private final IntFunction<String> idOf;

  /// @param idOf the id of a slot
  ItemView(Catalogue catalogue, IntFunction<String> idOf) {
    this.catalogue = catalogue;
    this.idOf = idOf;
  }

  /// @param fields what is told of each item
  List<Answers.Item> of(List<ScoredItem> items, ItemFields fields) {
    return items.stream().map(item -> of(item, fields, null, null)).toList();
  }

  /// An item with the reasons for its score.
  Answers.Item of(ScoredItem item, ItemFields fields, Explanation why) {
    return of(
        item,
        fields,
        why.strongest(MAX_REASONS).stream().map(this::reason).toList(),
        new Answers.Contributions(why.taste(), why.recentSum(), why.bias()));
  }

  private Answers.Item of(
      ScoredItem item,
      ItemFields fields,
      @Nullable List<Answers.Reason> because,
      Answers.@Nullable Contributions contributions) {
    ItemDetails details = catalogue.of(item.itemId());
    return new Answers.Item(
        item.itemId(),
        item.score(),
        fields.has("title") ? details.title() : null,
        fields.has("categories") ? orNull(details.categories()) : null,
        fields.has("tags") ? orNull(details.tags()) : null,
        fields.has("timestamp") ? details.timestampMillis() : null,
        fields.has("expiresAt") ? details.expiresAtMillis() : null,
        fields.attributes(details),
        because,
        contributions);
  }

  private static @Nullable List<String> orNull(List<String> names) {
    return names.isEmpty() ? null : names;
  }

  private Answers.Reason reason(Influence influence) {
    String itemId = idOf.apply(influence.slot());
    return new Answers.Reason(itemId, catalogue.of(itemId).title(), influence.contribution());
  }
}
