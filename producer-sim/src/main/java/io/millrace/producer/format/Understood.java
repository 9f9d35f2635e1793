package io.millrace.producer.format;

import io.millrace.producer.mapping.Mapping;
import io.millrace.producer.mapping.TimeFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// How a file is read, for people.
///
/// @param file as it was named
/// @param kind such as `CSV`
/// @param notes how its bytes become text, and whether it has no header
/// @param mapping with the names that the file has
/// @param time the form of its times, such as `in ms`; may be empty
/// @param types ours by theirs, as far as its beginning shows them
public record Understood(
    String file,
    String kind,
    List<String> notes,
    Mapping mapping,
    String time,
    Map<String, String> types) {

  /// One line, such as `reads CSV: user = visitorid, item = itemid, time = timestamp in ms`.
  public String line() {
    var fields = new StringJoiner(", ");
    mapping.places().forEach((field, places) -> fields.add(field + " = " + places + detail(field)));
    boolean isUntimed =
        mapping.target() == Mapping.Target.INTERACTIONS
            && (!mapping.places().containsKey("time")
                || mapping.timeFormat() instanceof TimeFormat.None);
    String detail = notes.isEmpty() ? "" : " (" + String.join(", ", notes) + ")";
    return "reads "
        + kind
        + detail
        + ": "
        + fields
        + (isUntimed ? "; no time: in the order of the file" : "");
  }

  private String detail(String field) {
    if (field.equals("type")) {
      List<String> renames = new ArrayList<>();
      types.forEach(
          (theirs, ours) -> {
            if (!theirs.equals(ours)) {
              renames.add(theirs + " -> " + ours);
            }
          });
      return renames.isEmpty() ? "" : " (" + String.join(", ", renames) + ")";
    }
    return field.equals("time") && !time.isEmpty() ? " " + time : "";
  }
}
