package io.millrace.model.event;

/// That what one user did counts as done by another from now on, as when a visitor logs in. An
/// instance is always valid.
///
/// @param userId the account that takes over; see [Ids]
/// @param from the visitor, who is forgotten; see [Ids]
public record Merge(String userId, String from) implements UserMessage {
  /// The type of such a record, which no interaction can have.
  public static final String TYPE = "merge";

  /// @throws InvalidEventException if an id is not valid, or both are the same
  public Merge {
    Ids.requireValid("userId", userId);
    Ids.requireValid("from", from);
    if (userId.equals(from)) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD, "from", from, "is the user itself: name the visitor");
    }
  }
}
