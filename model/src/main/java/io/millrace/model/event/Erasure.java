package io.millrace.model.event;

/// That everything known of a user is to be forgotten. An instance is always valid.
///
/// @param userId who; see [Ids]
public record Erasure(String userId) implements UserMessage {
  /// The type of such a record, which no interaction can have.
  public static final String TYPE = "erase";

  /// @throws InvalidEventException if the id is not valid
  public Erasure {
    Ids.requireValid("userId", userId);
  }
}
