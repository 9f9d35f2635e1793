package io.millrace.app.bridge;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;

/// Mappings and schemas that several tests use.
final class TestMappings {
  static final String EVENTS =
      "user: user\nitem: item\ntype: type\notherTypes: drop\ntypes:\n  view: view\n";

  static final String VIEW_SCHEMA =
      """
      {"type":"record","name":"View","fields":[{"name":"user","type":"string"},\
      {"name":"item","type":"string"},{"name":"type","type":"string"}]}""";

  private TestMappings() {}

  /// A view in Avro.
  static byte[] avro(int id, String user, String item) {
    Schema schema = new Schema.Parser().parse(VIEW_SCHEMA);
    return WireRecords.avro(
        id,
        new GenericRecordBuilder(schema)
            .set("user", user)
            .set("item", item)
            .set("type", "view")
            .build());
  }
}
