package io.millrace.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of one embedded broker and one instance. A marker file says that it is ours and of
/// which format; a lock keeps a second process out.
public final class DataDirectory implements AutoCloseable {
  private static final String MARKER = "millrace.format";
  private static final String FORMAT = "1";
  private static final String LOCK = "millrace.lock";

  private final Path root;
  private final FileChannel channel;

  private DataDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /// Opens a folder, making it if it is missing.
  ///
  /// @param fresh whether to delete what it holds
  /// @throws StartException if it is not ours, of another format, in use, or cannot be written
  public static DataDirectory open(Path root, boolean fresh) {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new StartException(
          "data directory '%s' is a file: choose another with --data-dir".formatted(root));
    }
    try {
      Files.createDirectories(root);
      // A link is not followed when what it holds is deleted.
      return openExisting(root.toRealPath(), fresh);
    } catch (IOException | UncheckedIOException refused) {
      throw new StartException(
          "cannot write to data directory '%s' (%s): choose another with --data-dir"
              .formatted(root, describe(refused)),
          refused);
    }
  }

  private static DataDirectory openExisting(Path root, boolean fresh) throws IOException {
    requireOurs(root, fresh);
    FileChannel channel = lock(root);
    boolean opened = false;
    try {
      if (fresh) {
        deleteContents(root);
      }
      Files.writeString(root.resolve(MARKER), FORMAT);
      opened = true;
      return new DataDirectory(root, channel);
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  /// The message of a failure with files is often no more than the name of the file.
  private static String describe(Exception refused) {
    return refused.getClass().getSimpleName() + ": " + Failures.line(refused);
  }

  public Path broker() {
    return root.resolve("broker");
  }

  public Path streams() {
    return root.resolve("streams");
  }

  private static void requireOurs(Path root, boolean fresh) throws IOException {
    String format = formatOf(root);
    if (format == null && !isEmpty(root)) {
      throw new StartException(
          "'%s' is not empty and not a data directory of Millrace: choose another with --data-dir"
              .formatted(root));
    }
    if (format != null && !format.equals(FORMAT) && !fresh) {
      throw new StartException(
          "data directory '%s' has format %s, but this version of Millrace uses format %s: choose another with --data-dir, or start with --fresh to delete it"
              .formatted(root, format, FORMAT));
    }
  }

  private static @Nullable String formatOf(Path root) throws IOException {
    Path marker = root.resolve(MARKER);
    return Files.exists(marker) ? Files.readString(marker).strip() : null;
  }

  /// The lock alone is what a start leaves that was cut short before the marker.
  private static boolean isEmpty(Path root) throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      return children.allMatch(child -> child.equals(root.resolve(LOCK)));
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      // Told below, like a lock that another process holds.
    }
    if (lock == null) {
      channel.close();
      throw new StartException(
          "data directory '%s' is in use by another Millrace: stop it, or choose another with --data-dir"
              .formatted(root));
    }
    return channel;
  }

  /// Lock and marker stay: without the marker, a deletion that was cut short would leave a folder
  /// that is not known as ours any more.
  private static void deleteContents(Path root) throws IOException {
    Set<Path> kept = Set.of(root, root.resolve(LOCK), root.resolve(MARKER));
    List<Path> contents;
    try (Stream<Path> all = Files.walk(root)) {
      contents =
          all.filter(path -> !kept.contains(path)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : contents) {
      Files.delete(path);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
