package io.millrace.producer.mapping;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which of an event's types are which of ours.
///
/// @param renames ours by theirs
/// @param keepOthers whether other types stay as they are; if not, their events are dropped
/// @param known whether the names that are common elsewhere are renamed as well, such as
///   `addtocart` or `Product Viewed`
public record TypeRule(Map<String, String> renames, boolean keepOthers, boolean known) {

  public TypeRule {
    renames = Map.copyOf(renames);
  }

  /// Our type for theirs, or null if its events are dropped.
  public @Nullable String ours(String type) {
    String renamed = renames.get(type);
    if (renamed == null && known) {
      renamed = KnownTypes.ours(type);
    }
    return renamed != null ? renamed : keepOthers || renames.containsValue(type) ? type : null;
  }

  /// Whether a type is one of ours, or has a name for one of ours that is common elsewhere.
  public static boolean isKnown(String type) {
    return KnownTypes.ours(type) != null;
  }

  TypeRule withKnown() {
    return new TypeRule(renames, keepOthers, true);
  }
}
