package io.millrace.app.run;

import io.millrace.model.learner.LearnerSettings;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Sets what shapes learning by name, as the command line has it.
public final class SettingByName {
  private SettingByName() {}

  /// The same settings with another value of one of them.
  ///
  /// @param name of the setting, as it stands in this record
  /// @param value of the setting, as text
  /// @throws IllegalArgumentException naming the setting and the value if there is no such setting,
  ///   or if the value is not of its type or out of range
  public static LearnerSettings with(LearnerSettings settings, String name, String value) {
    RecordComponent[] components = LearnerSettings.class.getRecordComponents();
    Object[] values = new Object[components.length];
    boolean found = false;
    for (int i = 0; i < components.length; i++) {
      boolean named = components[i].getName().equals(name);
      found |= named;
      values[i] =
          named ? parse(name, value, components[i].getType()) : valueOf(settings, components[i]);
    }
    if (!found) {
      throw new IllegalArgumentException(
          "there is no setting '%s'; there are %s"
              .formatted(
                  name,
                  Arrays.stream(components)
                      .map(RecordComponent::getName)
                      .collect(Collectors.joining(", "))));
    }
    return of(values);
  }

  /// Every setting and its value, in the order of the record.
  public static Map<String, Object> values(LearnerSettings settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : LearnerSettings.class.getRecordComponents()) {
      values.put(component.getName(), valueOf(settings, component));
    }
    return values;
  }

  private static Object valueOf(LearnerSettings settings, RecordComponent component) {
    try {
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static LearnerSettings of(Object[] values) {
    try {
      return (LearnerSettings)
          LearnerSettings.class.getDeclaredConstructors()[0].newInstance(values);
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException outOfRange) {
        throw outOfRange;
      }
      throw new IllegalStateException(refused);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Object parse(String name, String value, Class<?> type) {
    try {
      return switch (type.getName()) {
        case "int" -> Integer.valueOf(value);
        case "long" -> Long.valueOf(value);
        case "float" -> Float.valueOf(value);
        case "boolean" -> parseBoolean(value);
        default -> throw new IllegalStateException("a setting of type " + type);
      };
    } catch (NumberFormatException refused) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be of type %s".formatted(name, value, type.getName()), refused);
    }
  }

  private static Boolean parseBoolean(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NumberFormatException(value);
    };
  }
}
