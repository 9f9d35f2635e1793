package io.millrace.app.snapshot;

import io.millrace.app.topology.ItemCodec;
import io.millrace.app.topology.ItemCodec.StoredRow;
import io.millrace.app.topology.StoredPosition;
import io.millrace.app.topology.StoredUser;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.metrics.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.parquet.example.data.Group;

/// Writes a snapshot, one partition after the other.
final class SnapshotWriter implements AutoCloseable {
  static final String ITEM_VECTORS = "item-vectors.npy";

  private final SnapshotFolder folder;
  private final LearnerSettings learner;
  private final ItemCodec codec;
  private final ItemSums sums;
  private final Map<Table, TableWriter> tables = new EnumMap<>(Table.class);
  private final List<Manifest.Partition> partitions = new ArrayList<>();
  private final List<Manifest.FileEntry> files = new ArrayList<>();
  private boolean complete;

  /// What the manifest says of where a snapshot is from.
  record Origin(
      String millrace,
      String applicationId,
      String createdAt,
      String interactionsTopic,
      String usersTopic) {}

  SnapshotWriter(SnapshotFolder folder, LearnerSettings learner) throws IOException {
    this.folder = folder;
    this.learner = learner;
    this.codec = new ItemCodec(learner.rank());
    this.sums = new ItemSums(learner.rank(), learner.startScale());
    for (Table table : Table.values()) {
      tables.put(table, new TableWriter(folder.partial(), table));
    }
  }

  /// Adds the next partition.
  ///
  /// @param position of the state, with offsets that are known
  void add(PartitionState state, StoredPosition position) throws IOException {
    partitions.add(
        new Manifest.Partition(
            state.partition(), position.write(), position.interactions(), position.users()));
    for (Map.Entry<Bytes, byte[]> each : state.users().entrySet()) {
      StoredUser user = StoredUser.read(learner.rank(), each.getValue());
      put(
          Table.USERS,
          UserRows.row(state.partition(), StoredUser.userId(each.getKey().get()), user));
    }
    Tally tally = new Tally();
    float[] sharedWeights = {};
    for (Map.Entry<Bytes, byte[]> each : state.items().entrySet()) {
      byte[] key = each.getKey().get();
      byte[] value = each.getValue();
      switch (ItemCodec.kindOf(key)) {
        case TALLY -> tally = ItemCodec.readTally(value);
        case SHARED_WEIGHTS -> sharedWeights = ItemCodec.readSharedWeights(value);
        case ROW -> addPart(state.partition(), ItemCodec.itemId(key), codec.readRow(value));
        case CONTEXT_ROW ->
            put(
                Table.CONTEXTS,
                ItemRows.contextRow(
                    state.partition(), ItemCodec.contextItemId(key), codec.readContextRow(value)));
        case POSITION -> throw new IllegalStateException("a position is no state");
      }
    }
    if (!state.position().equals(StoredPosition.START)) {
      put(Table.PARTITIONS, PartitionRows.row(state.partition(), tally, sharedWeights));
    }
  }

  private void addPart(int partition, String itemId, StoredRow stored) throws IOException {
    put(Table.PARTS, ItemRows.row(partition, itemId, stored));
    sums.add(itemId, stored);
  }

  private void put(Table table, Group row) throws IOException {
    Objects.requireNonNull(tables.get(table)).add(row);
  }

  /// Writes what all partitions make together, and gives the snapshot its name.
  Manifest complete(Origin origin) throws IOException {
    try (var vectors =
        new NpyWriter(folder.partial().resolve(ITEM_VECTORS), sums.size(), learner.rank())) {
      sums.<IOException>forEach(
          (row, vector) -> {
            put(Table.ITEMS, row);
            vectors.add(vector);
          });
    }
    for (Map.Entry<Table, TableWriter> each : tables.entrySet()) {
      each.getValue().close();
      enter(each.getKey().file(), each.getValue().rows());
    }
    enter(ITEM_VECTORS, sums.size());
    tables.clear();
    var manifest =
        new Manifest(
            Manifest.FORMAT,
            origin.millrace(),
            origin.applicationId(),
            origin.createdAt(),
            learner.rank(),
            learner.startScale(),
            learner.startAccumulator(),
            learner.trendHalfLifeMillis(),
            origin.interactionsTopic(),
            origin.usersTopic(),
            partitions,
            files);
    manifest.write(folder.partial());
    var _ = folder.force(Manifest.FILE);
    folder.complete();
    complete = true;
    return manifest;
  }

  private void enter(String name, long rows) throws IOException {
    var file = folder.force(name);
    files.add(new Manifest.FileEntry(name, rows, Files.size(file), Checksum.of(file)));
  }

  /// Deletes the files if they are not complete.
  @Override
  public void close() throws IOException {
    try {
      for (TableWriter each : tables.values()) {
        each.close();
      }
    } finally {
      if (!complete) {
        folder.discard();
      }
    }
  }
}
