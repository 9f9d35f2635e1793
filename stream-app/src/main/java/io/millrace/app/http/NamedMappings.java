package io.millrace.app.http;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.NearestName;
import io.millrace.producer.json.JsonValue;
import io.millrace.producer.json.ParsedEvent;
import io.millrace.producer.mapping.MappedRecord;
import io.millrace.producer.mapping.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Mappings by the names that requests call them.
final class NamedMappings {
  private final Map<String, Mapping> byName;

  NamedMappings(Map<String, Mapping> byName) {
    this.byName = Map.copyOf(byName);
  }

  /// @throws Problem if there is no mapping of this name
  Mapping of(String name) {
    Mapping found = byName.get(name);
    if (found == null) {
      throw Problem.with(
          Problem.Kind.INVALID_PARAMETER,
          "map",
          name,
          byName.isEmpty()
              ? "is no mapping of this instance: it was started without --event-map NAME=FILE"
              : "is no mapping of this instance" + NearestName.hint(name, byName.keySet()));
    }
    return found;
  }

  /// What a mapping makes of the entries of a body, in their order. What it drops is empty.
  ///
  /// @param max longest array that is accepted
  static List<Optional<ParsedEvent>> map(Mapping mapping, byte[] body, int max) {
    return JsonValue.objects(
        body,
        max,
        entry -> map(mapping, entry),
        fault -> Optional.of(new ParsedEvent.Invalid(fault)));
  }

  private static Optional<ParsedEvent> map(Mapping mapping, JsonValue.Fields entry) {
    try {
      return mapping.map(entry) instanceof MappedRecord.Event(var event)
          ? Optional.of(new ParsedEvent.Valid(event))
          : Optional.empty();
    } catch (InvalidEventException fault) {
      return Optional.of(new ParsedEvent.Invalid(fault));
    }
  }
}
