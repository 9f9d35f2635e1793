package io.millrace.app.bridge;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.millrace.producer.json.JsonValue;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages of Protobuf as trees, by their descriptors: fields under the names that the .proto file
/// gives them, enums by name, bytes as text in base64, `google.protobuf.Timestamp` as ISO-8601,
/// wrappers as what they wrap. Numbers, flags and enums that were not set have their default; empty
/// texts and lists are missing.
final class ProtobufValues {
  private static final String WELL_KNOWN = "google.protobuf.";

  /// Deepest nesting of types in a file.
  private static final int MAX_DEPTH = 32;

  private ProtobufValues() {}

  /// The file for which a set of descriptors was made, the last one in it.
  ///
  /// @param set as protoc writes it with `--include_imports --descriptor_set_out`
  /// @throws DescriptorValidationException if files are missing that it needs
  static FileDescriptor file(byte[] set)
      throws InvalidProtocolBufferException, DescriptorValidationException {
    Map<String, FileDescriptor> byName = new HashMap<>();
    FileDescriptor last = null;
    // Each file comes behind those that it needs.
    for (FileDescriptorProto each : FileDescriptorSet.parseFrom(set).getFileList()) {
      List<FileDescriptor> needed = new ArrayList<>();
      for (String name : each.getDependencyList()) {
        FileDescriptor found = byName.get(name);
        if (found == null) {
          throw new InvalidProtocolBufferException(
              "'%s' needs '%s', which is not in the set: run protoc with --include_imports"
                  .formatted(each.getName(), name));
        }
        needed.add(found);
      }
      last = FileDescriptor.buildFrom(each, needed.toArray(FileDescriptor[]::new));
      byName.put(each.getName(), last);
    }
    if (last == null) {
      throw new InvalidProtocolBufferException("the set of descriptors is empty");
    }
    return last;
  }

  /// @param rest of a record behind the id of its schema: the place of the type in its file, then
  ///   the message
  /// @throws io.millrace.model.event.InvalidEventException if it is no such message
  static JsonValue.Fields fields(FileDescriptor file, ByteBuffer rest) {
    int bytes = rest.remaining();
    try {
      Descriptor type = type(file, rest);
      return message(DynamicMessage.parseFrom(type, ByteString.copyFrom(rest)));
    } catch (InvalidProtocolBufferException | RuntimeException wrong) {
      throw RecordDecoder.malformed(
          "body", bytes + " bytes", "are no message of '%s': %s".formatted(file.getName(), wrong));
    }
  }

  /// The type at a place: how many numbers there are, then one for each level of nesting, all as
  /// zigzag varints. A single 0 stands for the first type of the file.
  private static Descriptor type(FileDescriptor file, ByteBuffer rest) {
    int levels = varint(rest);
    if (levels == 0) {
      return file.getMessageTypes().getFirst();
    }
    if (levels < 0 || levels > MAX_DEPTH) {
      throw new IllegalArgumentException("its type is " + levels + " levels deep");
    }
    Descriptor type = file.getMessageTypes().get(varint(rest));
    for (int level = 1; level < levels; level++) {
      type = type.getNestedTypes().get(varint(rest));
    }
    return type;
  }

  private static int varint(ByteBuffer rest) {
    int bits = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = rest.get();
      bits |= (next & 0x7f) << shift;
      if (next >= 0) {
        return (bits >>> 1) ^ -(bits & 1);
      }
    }
    throw new IllegalArgumentException("the place of its type is no varint");
  }

  private static JsonValue.Fields message(Message message) {
    Map<String, JsonValue> byName = new LinkedHashMap<>();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (isTold(message, field)) {
        byName.put(field.getName(), ofField(field, message.getField(field)));
      }
    }
    return new JsonValue.Fields(byName);
  }

  /// Numbers, flags and enums of which it cannot be told whether they were set count as set: the
  /// first value of an enum is not written.
  private static boolean isTold(Message message, FieldDescriptor field) {
    if (field.isRepeated()) {
      return message.getRepeatedFieldCount(field) > 0;
    }
    return message.hasField(field)
        || (!field.hasPresence()
            && switch (field.getJavaType()) {
              case STRING, BYTE_STRING, MESSAGE -> false;
              default -> true;
            });
  }

  private static JsonValue ofField(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      return map(field, (List<?>) value);
    }
    if (!field.isRepeated()) {
      return single(field, value);
    }
    List<JsonValue> elements = new ArrayList<>();
    ((List<?>) value).forEach(element -> elements.add(single(field, element)));
    return new JsonValue.Elements(elements);
  }

  private static JsonValue map(FieldDescriptor field, List<?> entries) {
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    Map<String, JsonValue> byName = new LinkedHashMap<>();
    for (Object each : entries) {
      var entry = (Message) each;
      byName.put(String.valueOf(entry.getField(key)), single(value, entry.getField(value)));
    }
    return new JsonValue.Fields(byName);
  }

  private static JsonValue single(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> new JsonValue.Numeral(whole(field, (Integer) value));
      case LONG -> new JsonValue.Numeral(whole(field, (Long) value));
      case FLOAT, DOUBLE -> RecordDecoder.number((Number) value);
      case BOOLEAN -> new JsonValue.Flag((Boolean) value);
      case STRING -> new JsonValue.Text((String) value);
      case BYTE_STRING ->
          new JsonValue.Text(
              Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case ENUM -> new JsonValue.Text(((EnumValueDescriptor) value).getName());
      case MESSAGE -> nested((Message) value);
    };
  }

  private static String whole(FieldDescriptor field, int value) {
    return isUnsigned(field) ? Integer.toUnsignedString(value) : Integer.toString(value);
  }

  private static String whole(FieldDescriptor field, long value) {
    return isUnsigned(field) ? Long.toUnsignedString(value) : Long.toString(value);
  }

  private static boolean isUnsigned(FieldDescriptor field) {
    return switch (field.getType()) {
      case UINT32, UINT64, FIXED32, FIXED64 -> true;
      default -> false;
    };
  }

  private static JsonValue nested(Message message) {
    Descriptor type = message.getDescriptorForType();
    String name = type.getFullName();
    if (name.equals(WELL_KNOWN + "Timestamp")) {
      return new JsonValue.Text(
          Instant.ofEpochSecond(number(message, "seconds"), number(message, "nanos")).toString());
    }
    boolean isWrapper = name.startsWith(WELL_KNOWN) && name.endsWith("Value");
    FieldDescriptor wrapped = isWrapper ? type.findFieldByName("value") : null;
    return wrapped == null ? message(message) : single(wrapped, message.getField(wrapped));
  }

  private static long number(Message message, String name) {
    return ((Number) message.getField(message.getDescriptorForType().findFieldByName(name)))
        .longValue();
  }
}
