package io.millrace.model.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// A value that a source gives an item under a name of its own. It keeps its type. An instance is
/// always valid; none takes more than [#MAX_BYTES] bytes of UTF-8.
public sealed interface Attribute {
  /// Most bytes of UTF-8 of one value.
  int MAX_BYTES = 1_024;

  /// A string, which may be empty.
  record Text(String text) implements Attribute {
    /// @throws InvalidEventException if it is too long or no Unicode
    public Text {
      Ids.requireText("attributes", text, MAX_BYTES);
    }
  }

  /// A number of any size and precision, as JSON writes it.
  record Numeral(String text) implements Attribute {
    private static final Pattern JSON =
        Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    /// @throws InvalidEventException if it is too long or no number
    public Numeral {
      Ids.requireText("attributes", text, MAX_BYTES);
      if (!JSON.matcher(text).matches()) {
        throw new InvalidEventException(
            Rejection.INVALID_FIELD, "attributes", text, "is no number");
      }
    }
  }

  /// `true` or `false`.
  record Flag(boolean value) implements Attribute {}

  /// Several strings, in order.
  record Texts(List<String> texts) implements Attribute {
    /// @throws InvalidEventException if they are too many, too long together or no Unicode
    public Texts {
      if (texts.size() > ItemDetails.MAX_ENTRIES) {
        throw new InvalidEventException(
            Rejection.INVALID_FIELD,
            "attributes",
            texts.size() + " strings",
            "are more than " + ItemDetails.MAX_ENTRIES);
      }
      int bytes = 0;
      for (String text : texts) {
        Ids.requireText("attributes", text, MAX_BYTES);
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
      }
      if (bytes > MAX_BYTES) {
        throw new InvalidEventException(
            Rejection.INVALID_FIELD,
            "attributes",
            bytes + " bytes of strings",
            "are more than " + MAX_BYTES);
      }
      texts = List.copyOf(texts);
    }
  }
}
