package io.millrace.benchmarks.peers;

import java.util.Arrays;
import java.util.List;

/// A contender in this JVM. It may have variants, of which it keeps the fastest.
final class JavaContender implements Contender {
  private static final int TRIALS = 3;

  /// Searches for one query.
  interface Search {
    /// @param query (DIMENSIONS)
    /// @param found (K) written with item numbers, best first
    void search(float[] query, int[] found);
  }

  /// @param name of the variant
  record Variant(String name, Search search) {}

  private final String name;
  private final String description;
  private final float[][] queries;
  private final int[] found = new int[VectorSet.K];
  private Variant kept;

  /// Warms the variants up and keeps the fastest.
  ///
  /// @param warmUpSeconds for each, so long that the compiler is done
  JavaContender(
      String name,
      String description,
      float[][] queries,
      double warmUpSeconds,
      List<Variant> variants) {
    this.name = name;
    this.description = description;
    this.queries = queries;
    this.kept = variants.getFirst();
    Variant fastest = kept;
    double least = Double.POSITIVE_INFINITY;
    for (Variant variant : variants) {
      kept = variant;
      double micros = warmUp(warmUpSeconds);
      if (micros < least) {
        least = micros;
        fastest = variant;
      }
    }
    kept = fastest;
  }

  /// @return median microseconds a query, at the end
  private double warmUp(double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      run();
    } while (System.nanoTime() - end < 0);
    double[] medians = new double[TRIALS];
    for (int trial = 0; trial < TRIALS; trial++) {
      medians[trial] = Quantiles.median(run());
    }
    return Quantiles.median(medians);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return kept.name().isEmpty() ? description : description + ", " + kept.name();
  }

  @Override
  public double[] run() {
    double[] micros = new double[queries.length];
    Search search = kept.search();
    for (int query = 0; query < queries.length; query++) {
      long start = System.nanoTime();
      search.search(queries[query], found);
      micros[query] = (System.nanoTime() - start) / 1e3;
    }
    return micros;
  }

  @Override
  public int[] answers() {
    int[] answers = new int[queries.length * VectorSet.K];
    for (int query = 0; query < queries.length; query++) {
      Arrays.fill(found, -1);
      kept.search().search(queries[query], found);
      System.arraycopy(found, 0, answers, query * VectorSet.K, VectorSet.K);
    }
    return answers;
  }
}
