package io.millrace.app.snapshot;

import io.millrace.app.run.StartException;
import io.millrace.app.topology.ItemCodec;
import io.millrace.app.topology.StoredPosition;
import io.millrace.app.topology.StoredUser;
import io.millrace.app.topology.UserStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.example.data.Group;

/// A snapshot whose files are as they were written, as the records of the changelogs that it was
/// made of.
final class SnapshotReader {
  private static final List<Table> TABLES_READ =
      List.of(Table.USERS, Table.PARTS, Table.CONTEXTS, Table.PARTITIONS);

  private final Path folder;
  private final Manifest manifest;
  private final ItemCodec codec;

  private SnapshotReader(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
    this.codec = new ItemCodec(manifest.rank());
  }

  /// Reads the manifest and checks each file against it.
  ///
  /// @throws StartException naming the file if one is missing, or not as it was written
  static SnapshotReader open(Path folder) {
    Manifest manifest = Manifest.read(folder);
    for (Table table : TABLES_READ) {
      if (manifest.files().stream().noneMatch(each -> each.name().equals(table.file()))) {
        throw new StartException(
            "%s does not list %s".formatted(folder.resolve(Manifest.FILE), table.file()));
      }
    }
    manifest.files().forEach(each -> requireWhole(folder.resolve(each.name()), each));
    return new SnapshotReader(folder, manifest);
  }

  private static void requireWhole(Path file, Manifest.FileEntry entry) {
    try {
      long bytes = Files.size(file);
      if (bytes != entry.bytes()) {
        throw new StartException(
            "%s is damaged: it has %d bytes, but had %d when it was written"
                .formatted(file, bytes, entry.bytes()));
      }
      if (!Checksum.of(file).equals(entry.sha256())) {
        throw new StartException(
            "%s is damaged: its SHA-256 is not the one in %s".formatted(file, Manifest.FILE));
      }
    } catch (NoSuchFileException missing) {
      throw new StartException(
          "%s is missing, but listed in %s".formatted(file, Manifest.FILE), missing);
    } catch (IOException unreadable) {
      throw new StartException(
          "%s cannot be read: %s".formatted(file, unreadable.getMessage()), unreadable);
    }
  }

  Manifest manifest() {
    return manifest;
  }

  /// Hands the records of both changelogs to a taker. The position of a partition comes last.
  ///
  /// @throws StartException naming the file and the row if one is none that Millrace could have
  ///   written
  void read(Consumer<Change> taker) {
    requireRows(Table.USERS, TableReader.read(folder, Table.USERS, this::user, taker));
    requireRows(Table.PARTS, TableReader.read(folder, Table.PARTS, this::part, taker));
    requireRows(Table.CONTEXTS, TableReader.read(folder, Table.CONTEXTS, this::context, taker));
    requireRows(
        Table.PARTITIONS,
        TableReader.read(
            folder, Table.PARTITIONS, this::partition, changes -> changes.forEach(taker)));
    manifest.partitions().stream()
        .filter(each -> each.write() > 0)
        .forEach(
            each -> {
              var position =
                  new StoredPosition(each.write(), each.nextInteraction(), each.nextUser());
              byte[] key = StoredPosition.key();
              taker.accept(new Change(true, each.partition(), key, position.bytes()));
              taker.accept(new Change(false, each.partition(), key, position.bytes()));
            });
  }

  private void requireRows(Table table, long rows) {
    for (Manifest.FileEntry each : manifest.files()) {
      if (each.name().equals(table.file()) && each.rows() != rows) {
        throw new StartException(
            "%s has %d rows, but %s says %d"
                .formatted(folder.resolve(table.file()), rows, Manifest.FILE, each.rows()));
      }
    }
  }

  /// What is read back from the bytes has passed the checks of who will read them.
  private Change user(Group row) {
    String id = row.getString("user_id", 0);
    byte[] key = StoredUser.key(id);
    byte[] value = UserRows.user(row).bytes();
    int partition = partitionOf(row);
    var _ = StoredUser.userId(key);
    var _ = StoredUser.read(manifest.rank(), value);
    int owner = UserStores.partitionOf(id, manifest.partitions().size());
    if (partition != owner) {
      throw new IllegalArgumentException(
          "user '%s' is in partition %d, but belongs to %d".formatted(id, partition, owner));
    }
    return new Change(true, partition, key, value);
  }

  private Change part(Group row) {
    byte[] key = ItemCodec.key(row.getString("item_id", 0));
    byte[] value = ItemRows.part(row, codec);
    var _ = ItemCodec.itemId(key);
    var _ = codec.readRow(value);
    return new Change(false, partitionOf(row), key, value);
  }

  private Change context(Group row) {
    byte[] key = ItemCodec.contextKey(row.getString("item_id", 0));
    byte[] value = ItemRows.context(row, codec);
    var _ = ItemCodec.contextItemId(key);
    var _ = codec.readContextRow(value);
    return new Change(false, partitionOf(row), key, value);
  }

  private List<Change> partition(Group row) {
    int partition = partitionOf(row);
    byte[] tally = ItemCodec.write(PartitionRows.tally(row));
    var ofTally = new Change(false, partition, ItemCodec.tallyKey(), tally);
    float[] weights = PartitionRows.sharedWeights(row);
    if (weights.length == 0) {
      return List.of(ofTally);
    }
    byte[] value = ItemCodec.write(weights);
    var _ = ItemCodec.readSharedWeights(value);
    return List.of(new Change(false, partition, ItemCodec.sharedWeightsKey(), value), ofTally);
  }

  private int partitionOf(Group row) {
    int partition = row.getInteger("partition", 0);
    if (partition < 0 || partition >= manifest.partitions().size()) {
      throw new IllegalArgumentException(
          "partition is %d, but there are %d".formatted(partition, manifest.partitions().size()));
    }
    return partition;
  }
}
