package io.millrace.app.snapshot;

import io.millrace.app.run.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/// Where a snapshot is being written: a folder beside the one that it is to be, which gets its name
/// once everything is on the disk. So a snapshot is whole or not there.
final class SnapshotFolder {
  private static final String PARTIAL = ".partial";

  private final Path target;
  private final Path partial;

  private SnapshotFolder(Path target) {
    this.target = target;
    this.partial = target.resolveSibling(target.getFileName() + PARTIAL);
  }

  /// @throws StartException if the folder holds something, or cannot be made
  static SnapshotFolder create(Path target) {
    var folder = new SnapshotFolder(target.toAbsolutePath().normalize());
    try {
      if (Files.exists(folder.target) && !isEmptyFolder(folder.target)) {
        throw new StartException(
            "'%s' is there and not an empty folder: name another one".formatted(target));
      }
      Files.createDirectories(folder.partial);
      folder.clear();
      if (!isEmptyFolder(folder.partial)) {
        throw new StartException(
            "'%s' holds files that are no part of a snapshot: name another folder, or delete it"
                .formatted(folder.partial));
      }
      return folder;
    } catch (IOException failure) {
      throw new StartException(
          "cannot write to '%s': %s".formatted(folder.partial, failure.getMessage()), failure);
    }
  }

  private static boolean isEmptyFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /// Deletes what an export that was broken off has left.
  void clear() throws IOException {
    for (Table table : Table.values()) {
      Files.deleteIfExists(partial.resolve(table.file()));
    }
    Files.deleteIfExists(partial.resolve(SnapshotWriter.ITEM_VECTORS));
    Files.deleteIfExists(partial.resolve(Manifest.FILE));
  }

  /// Deletes all of it.
  void discard() throws IOException {
    clear();
    Files.deleteIfExists(partial);
  }

  /// Where files are written.
  Path partial() {
    return partial;
  }

  /// Forces a file to the disk.
  Path force(String name) throws IOException {
    Path file = partial.resolve(name);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return file;
  }

  /// Gives the folder its name.
  void complete() throws IOException {
    forceFolder(partial);
    Files.deleteIfExists(target); // an empty folder
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    Path parent = target.getParent();
    if (parent != null) {
      forceFolder(parent);
    }
  }

  /// Some file systems have no such thing; then there is no more to be done.
  private static void forceFolder(Path folder) {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      // As good as it gets.
    }
  }
}
