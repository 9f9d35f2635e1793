package io.millrace.app.snapshot;

import io.millrace.app.topology.ItemCodec;
import io.millrace.app.topology.ItemCodec.StoredContext;
import io.millrace.app.topology.ItemCodec.StoredRow;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.MarkRow;
import io.millrace.model.item.PartRow;
import org.apache.parquet.example.data.Group;

/// Parts and context rows of items as rows of [Table#PARTS] and [Table#CONTEXTS].
final class ItemRows {
  private static final String ROW = "row";
  private static final String LET_GO = "let-go";
  private static final String DELETED = "deleted";

  private ItemRows() {}

  static Group row(int partition, String itemId, StoredRow stored) {
    Group row = Table.PARTS.newRow();
    row.add("partition", partition);
    row.add("item_id", itemId);
    row.add("generation", stored.generation());
    PartRow part = stored.row();
    if (part == null) {
      row.add("kind", stored.deleted() ? DELETED : LET_GO);
      return row;
    }
    row.add("kind", ROW);
    row.add("events", part.count());
    row.add("trend", part.trend());
    row.add("bias", part.bias());
    row.add("accumulator", part.accumulator());
    Lists.put(row, "vector", part.vector());
    return row;
  }

  /// The value in the changelog.
  static byte[] part(Group row, ItemCodec codec) {
    int generation = row.getInteger("generation", 0);
    String kind = row.getString("kind", 0);
    return switch (kind) {
      case ROW -> codec.write(generation, part(row));
      case LET_GO, DELETED -> ItemCodec.write(new MarkRow(generation, kind.equals(DELETED)));
      default -> throw new IllegalArgumentException("kind is '" + kind + "'");
    };
  }

  private static PartRow part(Group row) {
    return new PartRow(
        Lists.floats(row, "vector"),
        row.getFloat("bias", 0),
        row.getFloat("accumulator", 0),
        row.getLong("events", 0),
        row.getDouble("trend", 0));
  }

  static Group contextRow(int partition, String itemId, StoredContext stored) {
    Group row = Table.CONTEXTS.newRow();
    row.add("partition", partition);
    row.add("item_id", itemId);
    row.add("generation", stored.generation());
    row.add("accumulator", stored.row().accumulator());
    Lists.put(row, "vector", stored.row().vector());
    return row;
  }

  /// The value in the changelog.
  static byte[] context(Group row, ItemCodec codec) {
    return codec.write(
        row.getInteger("generation", 0),
        new ContextRow(Lists.floats(row, "vector"), row.getFloat("accumulator", 0)));
  }
}
