package io.millrace.producer.mapping;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which of an event's types are which of ours.
///
/// @param renames ours by theirs
/// @param keepOthers whether other types stay as they are; if not, their events are dropped
public record TypeRule(Map<String, String> renames, boolean keepOthers) {
  /// All types as they are.
  public static final TypeRule NONE = new TypeRule(Map.of(), true);

  public TypeRule {
    renames = Map.copyOf(renames);
  }

  /// Our type for theirs, or null if its events are dropped.
  @Nullable String ours(String type) {
    String renamed = renames.get(type);
    return renamed != null ? renamed : keepOthers || renames.containsValue(type) ? type : null;
  }
}
