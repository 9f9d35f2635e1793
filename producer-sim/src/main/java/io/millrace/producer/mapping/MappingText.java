package io.millrace.producer.mapping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a file or flags say of a mapping, which may be completed by other such texts before it is
/// taken as a whole.
public final class MappingText {
  private static final int MAX_BYTES = 64 * 1024;

  private final Setting.Group settings;

  private MappingText(Setting.Group settings) {
    this.settings = settings;
  }

  /// Nothing.
  public static MappingText none() {
    return new MappingText(new Setting.Group(new Origin("the mapping", 0), Map.of()));
  }

  /// The text of a file.
  ///
  /// @throws InvalidMappingException if it cannot be read, is too long, no UTF-8, or neither YAML
  ///   nor, by its name, properties
  public static MappingText load(Path file) {
    String text = text(file);
    return file.toString().endsWith(".properties")
        ? new MappingText(PropertySettings.parse(file.toString(), text))
        : yaml(file.toString(), text);
  }

  /// @throws InvalidMappingException if the text is no YAML
  public static MappingText yaml(String name, String yaml) {
    return new MappingText(YamlSettings.parse(name, yaml));
  }

  /// What one flag says: `field` is one of a mapping's names.
  public static MappingText flag(String flag, String field, String value) {
    var origin = new Origin(flag, 0);
    return new MappingText(
        new Setting.Group(origin, Map.of(field, new Setting.Scalar(origin, value, false))));
  }

  /// What one flag says of several names: `--columns` of fields, `--types` of types.
  ///
  /// @param group the name of the group, or empty for fields
  public static MappingText flag(String flag, String group, Map<String, String> values) {
    var origin = new Origin(flag, 0);
    Map<String, Setting> byName = new LinkedHashMap<>();
    values.forEach((name, value) -> byName.put(name, new Setting.Scalar(origin, value, false)));
    var entries = new Setting.Group(origin, byName);
    return new MappingText(
        group.isEmpty() ? entries : new Setting.Group(origin, Map.of(group, entries)));
  }

  /// This text completed by another one, which wins where both say something.
  public MappingText with(MappingText over) {
    return new MappingText(
        settings.byName().isEmpty() ? over.settings : settings.with(over.settings));
  }

  /// Whether it says nothing.
  public boolean isEmpty() {
    return settings.byName().isEmpty();
  }

  /// Whether it says something of this field or setting.
  public boolean has(String name) {
    return settings.byName().containsKey(name);
  }

  /// Whether this field stands in a numbered column, or nowhere.
  public boolean isFixedOrNumber(String field) {
    return settings.byName().get(field) instanceof Setting.Scalar(var origin, String text, var l)
        && (text.startsWith("=") || Place.DIGITS.matcher(text).matches());
  }

  /// The text that stands for a name, whatever characters are in it.
  public static String quoted(String name) {
    return Place.quoted(name);
  }

  /// Whether one of its fields stands there.
  public boolean uses(String place) {
    return settings.byName().keySet().stream().anyMatch(field -> says(field, place));
  }

  /// Whether this field stands there, and there alone.
  public boolean says(String field, String place) {
    return settings.byName().get(field) instanceof Setting.Scalar(var origin, String text, var l)
        && text.equals(place);
  }

  /// The mapping.
  ///
  /// @throws InvalidMappingException if it names what there is not, gives a value that cannot be,
  ///   or lacks what it must have
  public Mapping mapping() {
    return new MappingReader(settings).read();
  }

  /// What it says of the file alone, whatever fields it names or lacks.
  ///
  /// @throws InvalidMappingException if it names what there is not, or gives a value that cannot be
  public TableFormat table() {
    return new MappingReader(settings).table();
  }

  /// Checks what it says, though it may lack something.
  ///
  /// @throws InvalidMappingException if it names what there is not, or gives a value that cannot be
  public MappingText checked() {
    new MappingReader(settings).check();
    return this;
  }

  private static String text(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InvalidMappingException(
            file + " is no mapping: it is longer than " + MAX_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException fault) {
      throw new InvalidMappingException(file + " is no mapping: it is not UTF-8");
    } catch (IOException fault) {
      boolean isThere = Files.exists(file);
      throw new InvalidMappingException(
          file + (isThere ? " cannot be read: " + fault.getMessage() : " does not exist"));
    }
  }

  /// The fields that records for interactions, items and users have.
  public static List<String> fields(Mapping.Target target) {
    return MappingReader.FIELDS.getOrDefault(target, List.of());
  }
}
