package io.millrace.app.bridge;

import java.util.Map;
import java.util.stream.Collectors;

/// What a bridge did.
///
/// @param written records
/// @param rejected records that became dead letters, by reason
/// @param dropped records whose type the mapping drops, by type
public record BridgeSummary(long written, Map<String, Long> rejected, Map<String, Long> dropped) {
  /// One line for people.
  @Override
  public String toString() {
    return "%,d records written, %s dropped, %s to the dead letters"
        .formatted(written, counts(dropped), counts(rejected));
  }

  private static String counts(Map<String, Long> counts) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    if (all == 0) {
      return "none";
    }
    return counts.entrySet().stream()
        .map(each -> "%s %,d".formatted(each.getKey(), each.getValue()))
        .collect(Collectors.joining(", ", "%,d (".formatted(all), ")"));
  }
}
