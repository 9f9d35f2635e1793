package io.millrace.producer.mapping;

import io.millrace.model.event.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a [Mapping] consists of.
///
/// @param places by the name of the field
/// @param attributes their places by our names for them
/// @param otherAttributes whether fields that are used for nothing else are attributes too
/// @param listSeparator see [ItemMapper.Formats]
/// @param columns of the table, if it is for one
record MappingParts(
    Mapping.Target target,
    Map<String, Places> places,
    Map<String, Places> attributes,
    boolean otherAttributes,
    TypeRule types,
    TimeFormat timeFormat,
    @Nullable String listSeparator,
    TableFormat table,
    List<String> columns) {

  RecordMapper mapper() {
    return switch (target) {
      case INTERACTIONS -> new EventMapper(eventFields(), types, timeFormat);
      case ITEMS ->
          new ItemMapper(itemFields(), kept(), new ItemMapper.Formats(timeFormat, listSeparator));
      case USERS -> new UserMapper(place("user", "userId"), kept());
    };
  }

  MappingParts onColumns(String file, List<String> names) {
    return new MappingParts(
        target,
        onColumns(file, places, names),
        onColumns(file, attributes, names),
        otherAttributes,
        types,
        timeFormat,
        listSeparator,
        table,
        List.copyOf(names));
  }

  MappingParts withKnownTypes() {
    return new MappingParts(
        target,
        places,
        attributes,
        otherAttributes,
        types.withKnown(),
        timeFormat,
        listSeparator,
        table,
        columns);
  }

  private EventMapper.Fields eventFields() {
    return new EventMapper.Fields(
        place("user", "userId"),
        place("item", "itemId"),
        place("type", "type"),
        place("value", "value"),
        place("time", "timestamp"),
        place("eventId", "eventId"),
        place("recommendationId", "recommendationId"));
  }

  private ItemMapper.Fields itemFields() {
    return new ItemMapper.Fields(
        place("item", "itemId"),
        place("title", "title"),
        place("categories", "categories"),
        place("tags", "tags"),
        place("time", "timestamp"),
        place("hidden", "hidden"),
        place("expiresAt", "expiresAt"),
        place("deleted", "deleted"));
  }

  /// @param field its name in messages about events, which is that of the API
  private Places place(String name, String field) {
    Places found = places.get(name);
    return found == null ? Places.none(field) : new Places(field, found.alternatives());
  }

  private Attributes kept() {
    Set<String> used = new TreeSet<>();
    places.values().forEach(places -> addUsed(used, places));
    attributes.values().forEach(places -> addUsed(used, places));
    return new Attributes(attributes, otherAttributes, used);
  }

  private void addUsed(Set<String> used, Places places) {
    for (Place place : places.alternatives()) {
      switch (place) {
        case Place.Named(String path) -> {
          used.add(path);
          used.add(path.substring(0, Math.max(0, path.indexOf('.'))));
        }
        case Place.Numbered(int column) when column <= columns.size() ->
            used.add(columns.get(column - 1));
        default -> {}
      }
    }
  }

  private static Map<String, Places> onColumns(
      String file, Map<String, Places> byField, List<String> columns) {
    Map<String, Places> numbered = new LinkedHashMap<>();
    byField.forEach((field, places) -> numbered.put(field, onColumns(file, places, columns)));
    return numbered;
  }

  private static Places onColumns(String file, Places places, List<String> columns) {
    List<Place> found = new ArrayList<>();
    for (Place place : places.alternatives()) {
      switch (place) {
        case Place.Fixed fixed -> found.add(fixed);
        case Place.Numbered numbered when numbered.column() <= columns.size() ->
            found.add(numbered);
        case Place.Named(String name) when columns.contains(name) ->
            found.add(new Place.Numbered(columns.indexOf(name) + 1));
        default -> {}
      }
    }
    if (found.isEmpty()) {
      throw new InvalidMappingException(
          "%s has no column for %s: '%s' is not there%s; there are %s"
              .formatted(
                  file,
                  places.field(),
                  places,
                  NearestName.hint(places.toString(), columns),
                  shown(columns)));
    }
    return new Places(places.field(), found);
  }

  private static String shown(List<String> columns) {
    String all = String.join(", ", columns);
    return all.length() <= 300 ? all : all.substring(0, 300) + "...";
  }
}
