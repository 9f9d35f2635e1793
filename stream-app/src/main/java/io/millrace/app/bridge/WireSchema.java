package io.millrace.app.bridge;

import com.google.protobuf.Descriptors.FileDescriptor;
import org.apache.avro.Schema;

/// By what a record was written.
sealed interface WireSchema {
  /// A schema of Avro.
  record Avro(Schema schema) implements WireSchema {}

  /// A compiled file of Protobuf.
  record Protobuf(FileDescriptor file) implements WireSchema {}

  /// A schema of JSON, which is not needed to read it.
  record Json() implements WireSchema {}

  default String kind() {
    return getClass().getSimpleName();
  }
}
