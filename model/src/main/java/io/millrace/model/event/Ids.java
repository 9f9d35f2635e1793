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
    return requireText(field, id, MAX_BYTES);
  }

  /// The text itself if it is no longer than `maxBytes` of UTF-8 and valid Unicode; it may be
  /// empty.
  ///
  /// @throws InvalidEventException naming `field` if it is not
  static String requireText(String field, String text, int maxBytes) {
    // A char is at most 3 bytes of UTF-8, so short texts need no counting.
    if (text.length() > maxBytes / 3 && text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD, field, text, "is longer than " + maxBytes + " bytes of UTF-8");
    }
    if (hasLoneSurrogate(text)) {
      throw new InvalidEventException(Rejection.INVALID_FIELD, field, text, "is not valid UTF-8");
    }
    return text;
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

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
