package io.millrace.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import io.millrace.model.event.InvalidEventException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtobufValuesTest {
  /// As protoc writes it for
  ///
  /// ```
  /// syntax = "proto3";
  /// message Other {}
  /// message Event {
  ///   enum Kind { VIEW = 0; BUY = 1; }
  ///   message Line { string sku = 1; uint64 count = 2; }
  ///   string user = 1; Kind kind = 2; google.protobuf.Timestamp at = 3;
  ///   repeated Line lines = 4; bytes raw = 5; optional int32 rating = 6;
  /// }
  /// ```
  private static final FileDescriptorSet SET =
      FileDescriptorSet.newBuilder()
          .addFile(TimestampProto.getDescriptor().toProto())
          .addFile(
              FileDescriptorProto.newBuilder()
                  .setName("shop.proto")
                  .setSyntax("proto3")
                  .addDependency("google/protobuf/timestamp.proto")
                  .addMessageType(DescriptorProto.newBuilder().setName("Other"))
                  .addMessageType(event()))
          .build();

  private static DescriptorProto event() {
    return DescriptorProto.newBuilder()
        .setName("Event")
        .addEnumType(
            EnumDescriptorProto.newBuilder()
                .setName("Kind")
                .addValue(EnumValueDescriptorProto.newBuilder().setName("VIEW").setNumber(0))
                .addValue(EnumValueDescriptorProto.newBuilder().setName("BUY").setNumber(1)))
        .addNestedType(
            DescriptorProto.newBuilder()
                .setName("Line")
                .addField(field("sku", 1, FieldDescriptorProto.Type.TYPE_STRING))
                .addField(field("count", 2, FieldDescriptorProto.Type.TYPE_UINT64)))
        .addField(field("user", 1, FieldDescriptorProto.Type.TYPE_STRING))
        .addField(field("kind", 2, FieldDescriptorProto.Type.TYPE_ENUM).setTypeName(".Event.Kind"))
        .addField(
            field("at", 3, FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(".google.protobuf.Timestamp"))
        .addField(
            field("lines", 4, FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(".Event.Line")
                .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED))
        .addField(field("raw", 5, FieldDescriptorProto.Type.TYPE_BYTES))
        .addField(
            field("rating", 6, FieldDescriptorProto.Type.TYPE_INT32)
                .setProto3Optional(true)
                .setOneofIndex(0))
        .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_rating"))
        .build();
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  @Test
  void messagesBecomeWhatAMappingCanRead() throws Exception {
    FileDescriptor file = ProtobufValues.file(SET.toByteArray());
    Descriptor event = file.findMessageTypeByName("Event");
    Descriptor line = event.findNestedTypeByName("Line");
    DynamicMessage message =
        DynamicMessage.newBuilder(event)
            .setField(event.findFieldByName("user"), "ann")
            .setField(
                event.findFieldByName("at"),
                Timestamp.newBuilder().setSeconds(1_767_225_600).setNanos(5_000_000).build())
            .addRepeatedField(
                event.findFieldByName("lines"),
                DynamicMessage.newBuilder(line)
                    .setField(line.findFieldByName("sku"), "a")
                    .setField(line.findFieldByName("count"), -1L)
                    .build())
            .setField(event.findFieldByName("raw"), ByteString.copyFrom(new byte[] {1, 2}))
            .build();
    // The second type of the file: one number, and it is 1.
    assertThat(ProtobufValues.fields(file, behind(new byte[] {2, 2}, message)))
        .hasToString(
            """
            {"user": "ann", "kind": "VIEW", "at": "2026-01-01T00:00:00.005Z", \
            "lines": [{"sku": "a", "count": 18446744073709551615}], "raw": "AQI="}""");
    DynamicMessage rated =
        DynamicMessage.newBuilder(event).setField(event.findFieldByName("rating"), 0).build();
    assertThat(ProtobufValues.fields(file, behind(new byte[] {2, 2}, rated)))
        .hasToString("{\"kind\": \"VIEW\", \"rating\": 0}");
    // The first type within the second one, and the first type of the file.
    DynamicMessage inner = DynamicMessage.getDefaultInstance(line);
    assertThat(ProtobufValues.fields(file, behind(new byte[] {4, 2, 0}, inner)))
        .hasToString("{\"count\": 0}");
    assertThat(ProtobufValues.fields(file, behind(new byte[] {0}, inner))).hasToString("{}");
  }

  @Test
  void aPlaceThatIsNotThereAndBytesThatAreNoMessageAreMalformed() throws Exception {
    FileDescriptor file = ProtobufValues.file(SET.toByteArray());
    for (byte[] wrong :
        List.of(
            new byte[] {},
            new byte[] {2},
            new byte[] {2, 8},
            new byte[] {1},
            new byte[] {2, 2, 10, 100},
            new byte[] {-1, -1, -1, -1, -1, -1})) {
      assertThatExceptionOfType(InvalidEventException.class)
          .isThrownBy(() -> ProtobufValues.fields(file, ByteBuffer.wrap(wrong)))
          .withMessageContaining("are no message of 'shop.proto'");
    }
  }

  @Test
  void aSetWithoutTheFilesThatItNeedsSaysHowToMakeOne() {
    byte[] alone = FileDescriptorSet.newBuilder().addFile(SET.getFile(1)).build().toByteArray();
    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(() -> ProtobufValues.file(alone))
        .withMessageContainingAll("'google/protobuf/timestamp.proto'", "--include_imports");
    assertThatExceptionOfType(InvalidProtocolBufferException.class)
        .isThrownBy(() -> ProtobufValues.file(new byte[0]))
        .withMessageContaining("is empty");
  }

  private static ByteBuffer behind(byte[] place, DynamicMessage message) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(place);
    bytes.writeBytes(message.toByteArray());
    return ByteBuffer.wrap(bytes.toByteArray());
  }
}
