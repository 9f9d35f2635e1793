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
    try {
      Files.createDirectories(root);
      requireOurs(root, fresh);
      FileChannel channel = lock(root);
      if (fresh) {
        deleteContents(root);
      }
      Files.writeString(root.resolve(MARKER), FORMAT);
      return new DataDirectory(root, channel);
    } catch (IOException | UncheckedIOException refused) {
      throw new StartException(
          "cannot write to data directory '%s' (%s): choose another with --data-dir"
              .formatted(root, refused.getMessage()),
          refused);
    }
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

  private static boolean isEmpty(Path root) throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      return children.findAny().isEmpty();
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

  private static void deleteContents(Path root) throws IOException {
    List<Path> contents;
    try (Stream<Path> all = Files.walk(root)) {
      contents =
          all.filter(path -> !path.equals(root) && !path.equals(root.resolve(LOCK)))
              .sorted(Comparator.reverseOrder())
              .toList();
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
