package io.millrace.producer.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a mapping says at one place, before it is known what it means.
sealed interface Setting {
  Origin origin();

  /// One value.
  ///
  /// @param literal whether it was quoted, so that digits in it are no column number
  record Scalar(Origin origin, String text, boolean literal) implements Setting {}

  /// A list.
  record Sequence(Origin origin, List<Setting> elements) implements Setting {}

  /// Values by name.
  record Group(Origin origin, Map<String, Setting> byName) implements Setting {

    /// This group with the entries of another one, which win where both name the same.
    Group with(Group over) {
      Map<String, Setting> merged = new LinkedHashMap<>(byName);
      over.byName.forEach((name, setting) -> merged.merge(name, setting, Group::over));
      return new Group(origin, merged);
    }

    private static Setting over(Setting below, Setting above) {
      return below instanceof Group group && above instanceof Group other
          ? group.with(other)
          : above;
    }
  }
}
