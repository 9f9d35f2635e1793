package io.millrace.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.codecs.lucene95.OffHeapFloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;
import org.apache.lucene.util.hnsw.RandomVectorScorer;

/// Lucene's exact search of vectors in single precision: its scorer over its mapped file. Segments,
/// documents and collectors are left out, which only makes it faster. The similarity is the one for
/// vectors of any length; it keeps the order of inner products.
final class LuceneFlat implements AutoCloseable {
  private static final VectorSimilarityFunction SIMILARITY =
      VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;

  /// Items scored by one call, as Lucene's own exact search does.
  private static final int BULK = 64;

  private final MMapDirectory directory;
  private final IndexInput input;
  private final KnnVectorValues values;
  private final FlatVectorsScorer scorers = FlatVectorScorerUtil.getLucene99FlatVectorsScorer();
  private final int items;
  private final BestScores best = new BestScores();
  private final int[] numbers = new int[BULK];
  private final float[] scores = new float[BULK];

  /// @param file of vectors, see [VectorSet#write]
  LuceneFlat(VectorSet vectors, Path file) {
    items = vectors.items();
    int rowBytes = VectorSet.DIMENSIONS * Float.BYTES;
    try {
      directory = new MMapDirectory(file.toAbsolutePath().getParent());
      input = directory.openInput(file.getFileName().toString(), IOContext.DEFAULT);
      IndexInput rows = input.slice("rows", VectorSet.HEADER_BYTES, (long) items * rowBytes);
      values =
          new OffHeapFloatVectorValues.DenseOffHeapVectorValues(
              VectorSet.DIMENSIONS, items, rows, rowBytes, scorers, SIMILARITY);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Contender contender(float[][] queries, double warmUpSeconds) {
    return new JavaContender(
        "Lucene flat float",
        "Lucene " + Version.LATEST,
        queries,
        warmUpSeconds,
        List.of(
            new JavaContender.Variant("in bulk", this::searchInBulk),
            new JavaContender.Variant("one by one", this::searchOneByOne)));
  }

  private void searchInBulk(float[] query, int[] found) {
    best.clear();
    try {
      RandomVectorScorer scorer = scorers.getRandomVectorScorer(SIMILARITY, values, query);
      for (int first = 0; first < items; first += BULK) {
        int count = Math.min(BULK, items - first);
        for (int i = 0; i < count; i++) {
          numbers[i] = first + i;
        }
        if (scorer.bulkScore(numbers, scores, count) > best.worst()) {
          for (int i = 0; i < count; i++) {
            best.offer(first + i, scores[i]);
          }
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    best.copyTo(found);
  }

  private void searchOneByOne(float[] query, int[] found) {
    best.clear();
    try {
      RandomVectorScorer scorer = scorers.getRandomVectorScorer(SIMILARITY, values, query);
      for (int item = 0; item < items; item++) {
        best.offer(item, scorer.score(item));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    best.copyTo(found);
  }

  @Override
  public void close() {
    try {
      input.close();
      directory.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
