package io.millrace.producer.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A column of a table, or a path of JSON records, as far as a sample shows it.
///
/// @param place as a mapping writes it
/// @param name as the file has it
/// @param values those of the sample that are not empty
record Column(String place, String name, List<String> values) {
  private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^\\p{L}\\p{N}]");

  /// The names to look for among synonyms: lower case, letters and digits only. Of a path its last
  /// name, its last two together, and all of it.
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    String path = name.replaceAll("\\.(\\$\\w+|0)(?=\\.|$)", "");
    int last = path.lastIndexOf('.');
    int second = last < 0 ? -1 : path.lastIndexOf('.', last - 1);
    keys.add(plain(path.substring(last + 1)));
    keys.add(plain(path.substring(second + 1)));
    keys.add(plain(path));
    return keys;
  }

  /// How deep in a record it is.
  int depth() {
    return (int) name.chars().filter(c -> c == '.').count();
  }

  private static String plain(String name) {
    return NOT_ALPHANUMERIC
        .matcher(name.replace("#", "number"))
        .replaceAll("")
        .toLowerCase(Locale.ROOT);
  }
}
