package io.millrace.producer.json;

import org.jspecify.annotations.Nullable;

/// Plain decimal numbers. [Double#parseDouble] also takes `NaN`, `1d`, `0x1p3` and spaces.
public final class Decimals {
  private Decimals() {}

  /// The number in `text`, possibly infinite, or null if it is none such as `-12.5e3`.
  public static @Nullable Double parse(String text) {
    return isDecimal(text) ? Double.valueOf(text) : null;
  }

  private static boolean isDecimal(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int end = skipDigits(text, at);
    if (end == at) {
      return false;
    }
    at = end;
    if (at < text.length() && text.charAt(at) == '.') {
      end = skipDigits(text, at + 1);
      if (end == at + 1) {
        return false;
      }
      at = end;
    }
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      end = skipDigits(text, at);
      return end > at && end == text.length();
    }
    return at == text.length();
  }

  private static int skipDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
