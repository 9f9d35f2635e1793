package io.millrace.app.snapshot;

import org.apache.parquet.example.data.Group;

/// Lists in rows of Parquet files, which have them in two levels of groups.
final class Lists {
  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  private Lists() {}

  static void put(Group row, String field, float[] values) {
    Group list = row.addGroup(field);
    for (float value : values) {
      list.addGroup(LIST).add(ELEMENT, value);
    }
  }

  static void put(Group row, String field, long[] values) {
    Group list = row.addGroup(field);
    for (long value : values) {
      list.addGroup(LIST).add(ELEMENT, value);
    }
  }

  /// Adds a group to a list of groups, which was added to its row.
  static Group add(Group list) {
    return list.addGroup(LIST).addGroup(ELEMENT);
  }

  static float[] floats(Group row, String field) {
    Group list = row.getGroup(field, 0);
    float[] values = new float[size(list)];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.getGroup(LIST, i).getFloat(ELEMENT, 0);
    }
    return values;
  }

  static long[] longs(Group row, String field) {
    Group list = row.getGroup(field, 0);
    long[] values = new long[size(list)];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.getGroup(LIST, i).getLong(ELEMENT, 0);
    }
    return values;
  }

  static int size(Group list) {
    return list.getFieldRepetitionCount(LIST);
  }

  /// The group at a place of a list of groups.
  static Group at(Group list, int place) {
    return list.getGroup(LIST, place).getGroup(ELEMENT, 0);
  }
}
