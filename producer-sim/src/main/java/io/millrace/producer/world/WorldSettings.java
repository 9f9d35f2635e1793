package io.millrace.producer.world;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Everything that decides what happens in a world: equal settings give equal events, bit for bit.
///
/// @param seed start of all randomness
/// @param users the people
/// @param items the catalogue
/// @param events what they do
public record WorldSettings(
    long seed, UserSettings users, ItemSettings items, EventSettings events) {

  /// A world in which personal recommendation clearly pays, learnable in 20,000 events.
  public static final WorldSettings DEFAULT =
      new WorldSettings(1, UserSettings.DEFAULT, ItemSettings.DEFAULT, EventSettings.DEFAULT);

  /// Part of the fingerprint: a change of the rules makes another world of the same settings.
  private static final String RULES = "world-1";

  private static final int FINGERPRINT_BYTES = 8;

  /// @throws IllegalArgumentException if users favour more groups than there are
  public WorldSettings {
    Check.between("users.favouredGroups", users.favouredGroups(), 1, items.groups());
  }

  public WorldSettings withSeed(long newSeed) {
    return new WorldSettings(newSeed, users, items, events);
  }

  public WorldSettings withUsers(UserSettings newUsers) {
    return new WorldSettings(seed, newUsers, items, events);
  }

  public WorldSettings withItems(ItemSettings newItems) {
    return new WorldSettings(seed, users, newItems, events);
  }

  public WorldSettings withEvents(EventSettings newEvents) {
    return new WorldSettings(seed, users, items, newEvents);
  }

  /// 16 hexadecimal digits, the same for equal settings and rules only.
  public String fingerprint() {
    byte[] text = (RULES + " " + this).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
