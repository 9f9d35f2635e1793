package io.millrace.model.event;

import java.nio.charset.StandardCharsets;

/// Rules for user and item ids: non-empty, at most 256 bytes of UTF-8, ordered bytewise.
public final class Ids {
  /// Largest length of an id in bytes of UTF-8.
  public static final int MAX_BYTES = 256;

  private Ids() {}

  /// The id itself if it is valid.
  ///
  /// @throws InvalidEventException naming `field` if the id is empty, too long or not valid Unicode
  public static String requireValid(String field, String id) {
    if (id.isEmpty()) {
      throw new InvalidEventException(Rejection.INVALID_FIELD, field, id, "is empty");
    }
    // A char is at most 3 bytes of UTF-8, so short ids need no counting.
    if (id.length() > MAX_BYTES / 3 && id.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD, field, id, "is longer than " + MAX_BYTES + " bytes of UTF-8");
    }
    if (hasLoneSurrogate(id)) {
      throw new InvalidEventException(Rejection.INVALID_FIELD, field, id, "is not valid UTF-8");
    }
    return id;
  }

  /// Order of two ids by their UTF-8 bytes, unsigned. It differs from [String#compareTo] only where
  /// surrogate pairs meet characters from U+E000 on.
  public static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean bothAlike = Character.isSurrogate(x) == Character.isSurrogate(y);
        return bothAlike ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static boolean hasLoneSurrogate(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < id.length()
          && Character.isLowSurrogate(id.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
