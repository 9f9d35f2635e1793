package io.millrace.producer.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Where one value of a record stands.
public sealed interface Place {

  /// A column or a field, or a path of fields with dots between them.
  record Named(String path) implements Place {
    @Override
    public String toString() {
      return path;
    }
  }

  /// A column by its number.
  ///
  /// @param column 1-based
  record Numbered(int column) implements Place {
    @Override
    public String toString() {
      return "column " + column;
    }
  }

  /// No place: always the same value.
  record Fixed(String text) implements Place {
    @Override
    public String toString() {
      return "'" + text + "'";
    }
  }

  /// The places in a text: `|` stands between several, of which the first that has a value counts;
  /// digits are a column's number; `=` makes the rest a fixed value. After a backslash, any of
  /// these stands for itself.
  ///
  /// @param literal whether digits are a name all the same
  /// @throws IllegalArgumentException if a place is empty, or a column's number is not 1 to 9999
  static List<Place> parse(String text, boolean literal) {
    List<Place> places = new ArrayList<>();
    if (text.startsWith("=")) {
      return List.of(new Fixed(text.substring(1)));
    }
    var name = new StringBuilder();
    boolean escaped = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        name.append(text.charAt(++i));
        escaped = true;
      } else if (c == '|') {
        places.add(place(name.toString(), literal || escaped));
        name.setLength(0);
        escaped = false;
      } else if (c == '=' && name.isEmpty() && !escaped) {
        places.add(new Fixed(text.substring(i + 1)));
        return places;
      } else {
        name.append(c);
      }
    }
    places.add(place(name.toString(), literal || escaped));
    return places;
  }

  /// The text that [#parse] makes this name of, and nothing else.
  static String quoted(String name) {
    return DIGITS.matcher(name).matches() ? "\\" + name : name.replaceAll("([\\\\|=])", "\\\\$1");
  }

  private static Place place(String name, boolean literal) {
    String plain = name.strip();
    if (plain.isEmpty()) {
      throw new IllegalArgumentException("is empty");
    }
    if (literal || !DIGITS.matcher(plain).matches()) {
      return new Named(plain);
    }
    int column = plain.length() > 4 ? 0 : Integer.parseInt(plain);
    if (column == 0) {
      throw new IllegalArgumentException("is no number of a column: the first is 1, the last 9999");
    }
    return new Numbered(column);
  }

  /// Digits alone are a column's number.
  Pattern DIGITS = Pattern.compile("\\d+");
}
