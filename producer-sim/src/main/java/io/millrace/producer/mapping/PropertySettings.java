package io.millrace.producer.mapping;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/// Settings from lines `name = value` as Java's properties have them. A group's entries are written
/// with its name before a dot: `types.addtocart = cart`.
final class PropertySettings {
  private static final Set<String> GROUPS = Set.of("types", "attributes");

  private PropertySettings() {}

  static Setting.Group parse(String source, String text) {
    List<String> lines = text.lines().toList();
    Map<String, Setting> byName = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      var origin = new Origin(source, i + 1);
      var logical = new StringBuilder(lines.get(i));
      while (continues(logical) && i + 1 < lines.size()) {
        logical.append('\n').append(lines.get(++i));
      }
      load(origin, logical.toString()).forEach((name, value) -> put(byName, origin, name, value));
    }
    return new Setting.Group(new Origin(source, 0), byName);
  }

  private static Map<String, String> load(Origin origin, String line) {
    var properties = new Properties();
    try {
      properties.load(new StringReader(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException fault) {
      throw new InvalidMappingException(origin, "is no property: " + fault.getMessage());
    }
    Map<String, String> entries = new LinkedHashMap<>();
    properties.stringPropertyNames().forEach(n -> entries.put(n, properties.getProperty(n)));
    return entries;
  }

  private static void put(Map<String, Setting> byName, Origin origin, String name, String value) {
    var scalar = new Setting.Scalar(origin, value.strip(), false);
    int dot = name.indexOf('.');
    boolean grouped = dot > 0 && GROUPS.contains(name.substring(0, dot));
    Setting setting =
        grouped ? new Setting.Group(origin, Map.of(name.substring(dot + 1), scalar)) : scalar;
    byName.merge(
        grouped ? name.substring(0, dot) : name, setting, (old, added) -> merged(name, old, added));
  }

  private static Setting merged(String name, Setting old, Setting added) {
    if (old instanceof Setting.Group group && added instanceof Setting.Group more) {
      String entry = more.byName().keySet().iterator().next();
      if (!group.byName().containsKey(entry)) {
        return group.with(more);
      }
    }
    throw new InvalidMappingException(added.origin(), "has '" + name + "' twice");
  }

  private static boolean continues(StringBuilder line) {
    int end = line.length();
    int backslashes = 0;
    while (backslashes < end && line.charAt(end - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
