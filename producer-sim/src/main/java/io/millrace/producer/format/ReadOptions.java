package io.millrace.producer.format;

import io.millrace.producer.mapping.MappingText;
import java.util.function.Consumer;

/// What is said of a file before it is read, and who hears how it was understood.
///
/// @param file of a mapping; if it names user and item, nothing is recognised beside it
/// @param flags win over the file; what they leave open is recognised
/// @param onUnderstood told once for each file, before its first record
public record ReadOptions(MappingText file, MappingText flags, Consumer<Understood> onUnderstood) {

  /// Everything is recognised, and nobody asks how.
  public static final ReadOptions NONE =
      new ReadOptions(MappingText.none(), MappingText.none(), understood -> {});

  MappingText text() {
    return file.with(flags);
  }

  boolean isComplete(boolean items) {
    return file.has("item") && (items || file.has("user"));
  }
}
