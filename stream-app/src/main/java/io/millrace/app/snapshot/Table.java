package io.millrace.app.snapshot;

import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/// The tables of a snapshot: one Parquet file each.
enum Table {
  /// The users of all partitions, in order of partition.
  USERS(
      """
      message users {
        required int32 partition;
        required binary user_id (STRING);
        required int64 events;
        required int64 newest_millis;
        required float accumulator;
        required group vector (LIST) { repeated group list { required float element; } }
        required group recent (LIST) { repeated group list { required group element {
          required binary item_id (STRING);
          required int64 time_millis;
        } } }
        required group consumed (LIST) { repeated group list { required group element {
          required binary item_id (STRING);
          optional binary type (STRING);
          optional int32 minute;
          required boolean counted;
        } } }
        required group event_id_hashes (LIST) { repeated group list { required int64 element; } }
      }
      """),
  /// What each partition's events added to items, or the mark in its place: only a `row` has what
  /// comes after the kind.
  PARTS(
      """
      message parts {
        required int32 partition;
        required binary item_id (STRING);
        required int32 generation;
        required binary kind (STRING);
        optional int64 events;
        optional double trend;
        optional float bias;
        optional float accumulator;
        optional group vector (LIST) { repeated group list { required float element; } }
      }
      """),
  /// What each partition's events added to the context vectors of items.
  CONTEXTS(
      """
      message contexts {
        required int32 partition;
        required binary item_id (STRING);
        required int32 generation;
        required float accumulator;
        required group vector (LIST) { repeated group list { required float element; } }
      }
      """),
  /// Tally and shared weights of each partition that has any.
  PARTITIONS(
      """
      message partitions {
        required int32 partition;
        required int64 learned;
        required int64 newest_millis;
        required int64 users;
        required int64 tested;
        required double testable;
        required double hits;
        required double gain;
        required group rejected (LIST) { repeated group list { required group element {
          required binary reason (STRING);
          required int64 events;
        } } }
        required group others (LIST) { repeated group list { required group element {
          required binary outcome (STRING);
          required int64 events;
        } } }
        required group shared_weights (LIST) { repeated group list { required float element; } }
      }
      """),
  /// The known items as they are served, the parts of all partitions added up. For readers of other
  /// kinds: an import takes the parts.
  ITEMS(
      """
      message items {
        required binary item_id (STRING);
        required int64 events;
        required double trend;
        required float bias;
        required group vector (LIST) { repeated group list { required float element; } }
      }
      """);

  @SuppressWarnings("ImmutableEnumChecker") // it has no setters
  private final MessageType schema;

  Table(String schema) {
    this.schema = MessageTypeParser.parseMessageType(schema);
  }

  MessageType schema() {
    return schema;
  }

  /// The name of the file.
  String file() {
    return schema.getName() + ".parquet";
  }

  Group newRow() {
    return new SimpleGroup(schema);
  }
}
