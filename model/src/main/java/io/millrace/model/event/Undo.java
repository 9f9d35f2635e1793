package io.millrace.model.event;

/// That a user takes back what was done with an item. An instance is always valid.
///
/// @param userId who; see [Ids]
/// @param itemId with what; see [Ids]
public record Undo(String userId, String itemId) implements UserMessage {
  /// The type of such a record, which no interaction can have.
  public static final String TYPE = "undo";

  /// @throws InvalidEventException if an id is not valid
  public Undo {
    Ids.requireValid("userId", userId);
    Ids.requireValid("itemId", itemId);
  }
}
