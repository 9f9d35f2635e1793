package io.millrace.producer.world;

/// The people of a world.
///
/// @param initial users there at the start
/// @param newPerThousand users that arrive per 1,000 events, on average
/// @param favouredGroups groups that a user likes, at most as many as there are
/// @param sessionLength mean number of events in a session, at least 1; lengths are geometric
public record UserSettings(
    int initial, double newPerThousand, int favouredGroups, double sessionLength) {

  /// 1,000 users, so about 20 events of each in 20,000; in that time 200 more arrive.
  public static final UserSettings DEFAULT = new UserSettings(1_000, 10, 3, 8);

  /// @throws IllegalArgumentException naming the field that is out of bounds, and its value
  public UserSettings {
    Check.between("users.initial", initial, 1, 1_000_000);
    Check.atLeast("users.sessionLength", sessionLength, 1);
    // A new user starts with a session, so there cannot be more of them than sessions.
    Check.between("users.newPerThousand", newPerThousand, 0, 1_000 / sessionLength);
    Check.atLeast("users.favouredGroups", favouredGroups, 1);
  }
}
