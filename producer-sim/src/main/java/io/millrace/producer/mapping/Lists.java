package io.millrace.producer.mapping;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Several names in one text.
final class Lists {
  private static final String[] SEPARATORS = {"|", ";", ","};

  private Lists() {}

  /// The names in a text such as `Drama|War`, `['Drama', 'War']` or `Drama, War`.
  ///
  /// @param separator null takes the first of `|`, `;` and `,` that occurs
  static Stream<String> split(String text, @Nullable String separator) {
    String plain = text.strip();
    boolean isArray = plain.startsWith("[") && plain.endsWith("]");
    String inner = isArray ? plain.substring(1, plain.length() - 1) : plain;
    String at = separator != null ? separator : separatorIn(inner);
    Stream<String> parts =
        at == null ? Stream.of(inner) : Stream.of(inner.split(Pattern.quote(at)));
    return isArray ? parts.map(part -> unquoted(part.strip())) : parts;
  }

  private static @Nullable String separatorIn(String text) {
    for (String separator : SEPARATORS) {
      if (text.contains(separator)) {
        return separator;
      }
    }
    return null;
  }

  private static String unquoted(String part) {
    boolean isQuoted =
        part.length() >= 2
            && (part.charAt(0) == '"' || part.charAt(0) == '\'')
            && part.charAt(part.length() - 1) == part.charAt(0);
    return isQuoted ? part.substring(1, part.length() - 1) : part;
  }
}
