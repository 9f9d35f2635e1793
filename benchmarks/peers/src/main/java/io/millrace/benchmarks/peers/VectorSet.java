package io.millrace.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// What every contender searches: items and queries. The last dimension of an item is its bias,
/// that of a query is 1, so that an inner product is a score.
///
/// @param kind of the vectors, as the report calls it
/// @param rows (items, DIMENSIONS)
/// @param queries (queries, DIMENSIONS)
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record VectorSet(String kind, int items, float[] rows, float[][] queries) {
  static final int RANK = 64;
  static final int DIMENSIONS = RANK + 1;
  static final int K = 10;

  /// Where rows begin in the file.
  static final int HEADER_BYTES = 64;

  /// How far scores may differ, relatively, since everyone adds up in another order.
  private static final double TOLERANCE = 1e-4;

  private static final int ROWS_AT_ONCE = 4096;

  /// The vector of an item without its bias.
  float[] vector(int item) {
    return Arrays.copyOfRange(rows, item * DIMENSIONS, item * DIMENSIONS + RANK);
  }

  float bias(int item) {
    return rows[item * DIMENSIONS + RANK];
  }

  /// Writes the file that the peers in C++ and Lucene read; `peer.h` says how it looks.
  ///
  /// @throws UncheckedIOException if it cannot be written
  void write(Path file) {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(items).putInt(DIMENSIONS).putInt(queries.length).putInt(K);
      writeAll(channel, header.clear());
      for (int first = 0; first < items; first += ROWS_AT_ONCE) {
        int count = Math.min(ROWS_AT_ONCE, items - first);
        write(channel, rows, first * DIMENSIONS, count * DIMENSIONS);
      }
      for (float[] query : queries) {
        write(channel, query, 0, DIMENSIONS);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(FileChannel channel, float[] source, int from, int count)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(source, from, count);
    writeAll(channel, bytes);
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Compares two contenders by what the items that they found score. Items of about the same score
  /// may come in any order.
  ///
  /// @param expected (queries, K) item numbers, best first
  /// @param actual (queries, K)
  /// @throws IllegalStateException naming the contender and what differs
  void requireSame(int[] expected, int[] actual, String contender) {
    if (actual.length != queries.length * K) {
      throw new IllegalStateException(
          "%s found %d items instead of %d"
              .formatted(contender, actual.length, queries.length * K));
    }
    for (int query = 0; query < queries.length; query++) {
      int[] found = Arrays.copyOfRange(actual, query * K, query * K + K);
      if (Arrays.stream(found).distinct().count() != K) {
        throw new IllegalStateException(
            "%s found an item twice for query %d".formatted(contender, query));
      }
      for (int place = 0; place < K; place++) {
        double best = score(query, expected[query * K + place]);
        double own = score(query, found[place]);
        if (!(Math.abs(best - own) <= TOLERANCE * Math.abs(best))) {
          throw new IllegalStateException(
              "%s: place %d of query %d, among %d %s items, scores %s instead of %s"
                  .formatted(contender, place, query, items, kind, own, best));
        }
      }
    }
  }

  private double score(int query, int item) {
    if (item < 0 || item >= items) {
      return Double.NaN;
    }
    double sum = 0;
    for (int t = 0; t < DIMENSIONS; t++) {
      sum += (double) queries[query][t] * rows[item * DIMENSIONS + t];
    }
    return sum;
  }
}
