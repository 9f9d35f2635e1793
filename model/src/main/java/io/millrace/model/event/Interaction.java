package io.millrace.model.event;

import org.jspecify.annotations.Nullable;

/// One interaction of a user with an item. An instance is always valid.
///
/// @param eventId the producer's own id of the event, if it gave one
/// @param userId who; see [Ids]
/// @param itemId with what; see [Ids]
/// @param type what kind of interaction; weights by type are in [EventWeights]
/// @param value a rating, quantity or dwell time; finite; null if none was given
/// @param timestampMillis when it happened, milliseconds since 1970, in the years 1 to 9999; null
///   takes the time of sending
/// @param recommendationId the answer that led to the interaction, if any
public record Interaction(
    @Nullable String eventId,
    String userId,
    String itemId,
    String type,
    @Nullable Double value,
    @Nullable Long timestampMillis,
    @Nullable String recommendationId)
    implements UserMessage {

  /// The type of an event that names none.
  public static final String DEFAULT_TYPE = "view";

  /// The first millisecond of the year 1: times before 1970 are negative, as of what was digitised
  /// or made up, and four digits of a year are what ISO-8601 writes without a sign.
  public static final long MIN_TIMESTAMP_MILLIS = -62_135_596_800_000L;

  /// The last millisecond of the year 9999.
  public static final long MAX_TIMESTAMP_MILLIS = 253_402_300_799_999L;

  /// How long after its sending an event may claim to have happened: a day covers any clock that is
  /// merely wrong, and a far future would lead every list of trends for ever.
  public static final long MAX_AHEAD_MILLIS = 86_400_000L;

  /// @throws InvalidEventException if a field is outside its range
  public Interaction {
    Ids.requireValid("userId", userId);
    Ids.requireValid("itemId", itemId);
    Ids.requireValid("type", type);
    if (eventId != null) {
      Ids.requireValid("eventId", eventId);
    }
    if (recommendationId != null) {
      Ids.requireValid("recommendationId", recommendationId);
    }
    if (value != null && !Double.isFinite(value)) {
      throw new InvalidEventException(Rejection.NOT_FINITE, "value", value, "is not finite");
    }
    if (timestampMillis != null
        && (timestampMillis < MIN_TIMESTAMP_MILLIS || timestampMillis > MAX_TIMESTAMP_MILLIS)) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD,
          "timestamp",
          timestampMillis,
          "is not between the years 1 and 9999");
    }
  }

  /// Checks that the interaction does not claim to happen long after it was sent.
  ///
  /// @param sentMillis when it was sent, milliseconds since 1970
  /// @throws InvalidEventException if it is more than [#MAX_AHEAD_MILLIS] ahead
  public void requireNotAhead(long sentMillis) {
    if (timestampMillis != null && timestampMillis > sentMillis + MAX_AHEAD_MILLIS) {
      throw new InvalidEventException(
          Rejection.FUTURE_TIMESTAMP,
          "timestamp",
          timestampMillis,
          "is more than a day after the event was sent, " + sentMillis);
    }
  }

  /// An interaction of the default type that happens when it is sent.
  public static Interaction of(String userId, String itemId) {
    return new Interaction(null, userId, itemId, DEFAULT_TYPE, null, null, null);
  }

  /// The same interaction at another time.
  public Interaction at(long newTimestampMillis) {
    return new Interaction(
        eventId, userId, itemId, type, value, newTimestampMillis, recommendationId);
  }

  /// The same interaction without a time of its own: it happens when it is sent.
  public Interaction whenSent() {
    return new Interaction(eventId, userId, itemId, type, value, null, recommendationId);
  }
}
