package io.millrace.app.snapshot;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Jsonb;
import io.millrace.app.run.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a snapshot holds; written last, so that a folder without it is none.
///
/// @param format of the folder: of this file, the tables and what they mean together
/// @param millrace version of the program that wrote it
/// @param applicationId whose state it is
/// @param createdAt in ISO 8601
/// @param rank length of vectors
/// @param startScale standard deviation of an item's start vector, to which its parts are added
/// @param startAccumulator Adagrad's start value, to which an item's accumulators are added
/// @param trendHalfLifeMillis time in which an event's share of a trend halves
/// @param interactionsTopic that the events came from
/// @param usersTopic that erasures came from
/// @param partitions by number
/// @param files all but this one
@Json
record Manifest(
    int format,
    String millrace,
    String applicationId,
    String createdAt,
    int rank,
    float startScale,
    float startAccumulator,
    long trendHalfLifeMillis,
    String interactionsTopic,
    String usersTopic,
    List<Partition> partitions,
    List<FileEntry> files) {
  static final String FILE = "manifest.json";

  /// 1 is the first.
  static final int FORMAT = 1;

  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final Jsonb JSON = Jsonb.builder().build();

  /// How far a partition had come.
  ///
  /// @param write number of the partition's last write
  /// @param nextInteraction offset of the next event to be learned
  /// @param nextUser offset of the next record of the topic of users
  @Json
  record Partition(int partition, long write, long nextInteraction, long nextUser) {}

  /// A file of the snapshot.
  ///
  /// @param rows of the table, or of the matrix
  /// @param sha256 in hexadecimal
  @Json
  record FileEntry(String name, long rows, long bytes, String sha256) {}

  /// What every version of the manifest begins with.
  @Json
  record Head(int format) {}

  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), JSON.type(Manifest.class).toJsonPretty(this) + "\n");
  }

  /// @throws StartException if there is none in the folder, or not of a format that is known
  static Manifest read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new StartException(file + " is no manifest of a snapshot: it is too large");
      }
      String json = Files.readString(file);
      int format = JSON.type(Head.class).fromJson(json).format();
      if (format < 1 || format > FORMAT) {
        throw new StartException(
            "%s has format %d, but this version of Millrace reads formats 1 to %d"
                .formatted(file, format, FORMAT));
      }
      return JSON.type(Manifest.class).fromJson(json).requireComplete(file);
    } catch (NoSuchFileException missing) {
      throw new StartException(
          "%s is not there: '%s' is no snapshot, or a part of one".formatted(file, folder),
          missing);
    } catch (IOException | JsonException damaged) {
      throw new StartException(
          "%s cannot be read: %s".formatted(file, damaged.getMessage()), damaged);
    }
  }

  private Manifest requireComplete(Path file) {
    requireText(file, "applicationId", applicationId);
    requireText(file, "interactionsTopic", interactionsTopic);
    requireText(file, "usersTopic", usersTopic);
    require(file, "rank", rank > 0);
    require(file, "partitions", isNotEmpty(partitions));
    require(file, "files", isNotEmpty(files));
    for (int p = 0; p < partitions.size(); p++) {
      Partition each = partitions.get(p);
      require(
          file,
          "partitions",
          each.partition() == p
              && each.write() >= 0
              && each.nextInteraction() >= 0
              && each.nextUser() >= 0);
    }
    for (FileEntry each : files) {
      requireText(file, "files: name", each.name());
      requireText(file, "files: sha256", each.sha256());
    }
    return this;
  }

  /// What is missing in JSON is null, whatever the type says.
  private static boolean isNotEmpty(@Nullable List<?> list) {
    return list != null && !list.isEmpty();
  }

  private static void requireText(Path file, String field, @Nullable String value) {
    require(file, field, value != null && !value.isBlank());
  }

  private static void require(Path file, String field, boolean condition) {
    if (!condition) {
      throw new StartException("%s: %s is missing or wrong".formatted(file, field));
    }
  }
}
