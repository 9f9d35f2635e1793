package io.millrace.producer.mapping;

import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.NearestName;
import io.millrace.producer.mapping.Mapping.Target;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes a mapping of settings, and says what is wrong with them.
final class MappingReader {
  static final Map<Target, List<String>> FIELDS =
      Map.of(
          Target.INTERACTIONS,
          List.of("user", "item", "type", "value", "time", "eventId", "recommendationId"),
          Target.ITEMS,
          List.of("item", "title", "categories", "tags", "time", "hidden", "expiresAt", "deleted"),
          Target.USERS,
          List.of("user"));

  private static final Map<Target, List<String>> FURTHER =
      Map.of(
          Target.INTERACTIONS,
          List.of("context", "types", "otherTypes", "timeFormat", "timeZone"),
          Target.ITEMS,
          List.of("attributes", "listSeparator", "timeFormat", "timeZone"),
          Target.USERS,
          List.of("attributes"));

  private static final List<String> COMMON = List.of("target", "separator", "header", "charset");

  private static final Map<String, String> SEPARATORS =
      Map.of("tab", "\t", "\\t", "\t", "comma", ",", "semicolon", ";", "pipe", "|", "space", " ");

  private static final int MAX_TYPES = 1_000;

  private final Setting.Group settings;

  MappingReader(Setting.Group settings) {
    this.settings = settings;
  }

  Mapping read() {
    MappingParts parts = parts();
    for (String required : target() == Target.INTERACTIONS ? List.of("user", "item") : first()) {
      if (!parts.places().containsKey(required)) {
        throw new InvalidMappingException(
            settings.origin(),
            "%s is missing: say where it stands, such as '%s: %sId'"
                .formatted(required, required, required));
      }
    }
    return new Mapping(parts);
  }

  void check() {
    parts();
  }

  TableFormat table() {
    return new TableFormat(
        value("separator", MappingReader::separator),
        value("header", MappingReader::flag),
        value("charset", Charset::forName));
  }

  private List<String> first() {
    return FIELDS.getOrDefault(target(), List.of()).subList(0, 1);
  }

  private MappingParts parts() {
    Target target = target();
    requireKnown(target);
    Map<String, Places> places = new LinkedHashMap<>();
    for (String field : FIELDS.getOrDefault(target, List.of())) {
      Setting setting = settings.byName().get(field);
      if (setting == null && field.equals("recommendationId")) {
        setting = settings.byName().get("context");
      }
      if (setting != null) {
        places.put(field, places(field, setting));
      }
    }
    Setting attributes = settings.byName().get("attributes");
    boolean all =
        attributes instanceof Setting.Scalar(var o, String text, var l) && text.equals("*");
    return new MappingParts(
        target,
        places,
        all || attributes == null ? Map.of() : attributes(attributes),
        all || (attributes == null && target == Target.USERS),
        new TypeRule(types(), otherTypesAreKept(), false),
        timeFormat(),
        value("listSeparator", MappingReader::separator),
        table(),
        List.of());
  }

  private Target target() {
    Target target =
        value(
            "target",
            text -> {
              for (Target each : Target.values()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                  return each;
                }
              }
              throw new IllegalArgumentException("is none of interactions, items, users");
            });
    return target == null ? Target.INTERACTIONS : target;
  }

  private void requireKnown(Target target) {
    List<String> known = new ArrayList<>(FIELDS.getOrDefault(target, List.of()));
    known.addAll(FURTHER.getOrDefault(target, List.of()));
    known.addAll(COMMON);
    settings
        .byName()
        .forEach(
            (name, setting) -> {
              if (!known.contains(name)) {
                throw new InvalidMappingException(
                    setting.origin(),
                    "'%s' is no field of %s%s; there are %s"
                        .formatted(
                            name,
                            target.name().toLowerCase(Locale.ROOT),
                            NearestName.hint(name, known),
                            String.join(", ", known)));
              }
            });
  }

  private static Places places(String field, Setting setting) {
    List<Place> places = new ArrayList<>();
    switch (setting) {
      case Setting.Scalar scalar -> places.addAll(scalarPlaces(field, scalar));
      case Setting.Sequence(var origin, var elements) -> {
        for (Setting element : elements) {
          places.addAll(places(field, element).alternatives());
        }
      }
      case Setting.Group(var origin, var byName)
          when byName.size() == 1
              && byName.get("fixed") instanceof Setting.Scalar(var o, String text, var l) ->
          places.add(new Place.Fixed(text));
      case Setting.Group group ->
          throw new InvalidMappingException(
              group.origin(), field + " is a group; only {fixed: VALUE} can stand here");
    }
    if (places.isEmpty()) {
      throw new InvalidMappingException(setting.origin(), field + " is an empty list");
    }
    return new Places(field, places);
  }

  private static List<Place> scalarPlaces(String field, Setting.Scalar scalar) {
    try {
      return Place.parse(scalar.text(), scalar.literal());
    } catch (IllegalArgumentException fault) {
      throw wrong(field, scalar, fault);
    }
  }

  private static Map<String, Places> attributes(Setting setting) {
    if (!(setting instanceof Setting.Group(var origin, var byName))) {
      throw new InvalidMappingException(
          setting.origin(), "attributes is no group: write name: path for each, or '*' for all");
    }
    Map<String, Places> attributes = new LinkedHashMap<>();
    byName.forEach((name, places) -> attributes.put(name, places(name, places)));
    return attributes;
  }

  private Map<String, String> types() {
    Setting setting = settings.byName().get("types");
    if (setting == null) {
      return Map.of();
    }
    if (!(setting instanceof Setting.Group(var origin, var byName)) || byName.size() > MAX_TYPES) {
      throw new InvalidMappingException(
          setting.origin(), "types is no group of at most 1000 renames such as 'addtocart: cart'");
    }
    Map<String, String> types = new LinkedHashMap<>();
    byName.forEach((theirs, ours) -> types.put(theirs, type(theirs, ours)));
    return types;
  }

  private static String type(String theirs, Setting ours) {
    String field = "types." + theirs;
    Setting.Scalar scalar = scalar(field, ours);
    try {
      return Ids.requireValid(field, scalar.text());
    } catch (InvalidEventException fault) {
      throw new InvalidMappingException(scalar.origin(), String.valueOf(fault.getMessage()));
    }
  }

  private boolean otherTypesAreKept() {
    Boolean kept =
        value(
            "otherTypes",
            text ->
                switch (text) {
                  case "keep" -> true;
                  case "drop" -> false;
                  default -> throw new IllegalArgumentException("is neither keep nor drop");
                });
    return kept == null || kept;
  }

  private TimeFormat timeFormat() {
    ZoneId zone = value("timeZone", MappingReader::zone);
    TimeFormat format =
        value("timeFormat", text -> TimeFormat.parse(text, zone == null ? ZoneOffset.UTC : zone));
    return format == null ? new TimeFormat.Auto() : format;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException fault) {
      throw new IllegalArgumentException(
          "is no zone such as Europe/Paris or +02:00"
              + NearestName.hint(text, ZoneId.getAvailableZoneIds()),
          fault);
    }
  }

  private static String separator(String text) {
    String separator = SEPARATORS.getOrDefault(text, text);
    if (separator.isEmpty() || separator.length() > 10) {
      throw new IllegalArgumentException(
          "is not 1 to 10 characters, tab, comma, semicolon or pipe");
    }
    return separator;
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true", "yes" -> true;
      case "false", "no" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false");
    };
  }

  private <T> @Nullable T value(String field, Function<String, T> parse) {
    Setting setting = settings.byName().get(field);
    if (setting == null) {
      return null;
    }
    Setting.Scalar scalar = scalar(field, setting);
    try {
      return parse.apply(scalar.text());
    } catch (IllegalArgumentException fault) {
      throw wrong(field, scalar, fault);
    }
  }

  private static Setting.Scalar scalar(String field, Setting setting) {
    if (setting instanceof Setting.Scalar scalar) {
      return scalar;
    }
    throw new InvalidMappingException(setting.origin(), field + " is not a single value");
  }

  private static InvalidMappingException wrong(
      String field, Setting.Scalar scalar, IllegalArgumentException fault) {
    boolean isCharset = field.equals("charset");
    String detail =
        isCharset
            ? "is no charset of Java"
                + NearestName.hint(scalar.text(), Charset.availableCharsets().keySet())
            : String.valueOf(fault.getMessage());
    return new InvalidMappingException(
        scalar.origin(), field + " '" + scalar.text() + "' " + detail);
  }
}
