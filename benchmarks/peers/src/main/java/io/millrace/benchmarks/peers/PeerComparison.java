package io.millrace.benchmarks.peers;

import io.millrace.model.index.Filter;
import io.millrace.model.vector.CodeKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One set of vectors, searched by Millrace and by every peer in turn.
final class PeerComparison {
  static final String MILLRACE = "Millrace";
  private static final String UNSORTED = "Millrace, not sorted by norm";
  private static final String FAISS = "FAISS IndexFlatIP";
  private static final String BANDWIDTH = "memory bandwidth of one thread";
  private static final Map<String, String> ONE_THREAD =
      Map.of("OMP_NUM_THREADS", "1", "OPENBLAS_NUM_THREADS", "1");

  /// At so many items, codes are well beyond any cache.
  private static final int BEYOND_CACHES = 1_000_000;

  /// So few chunks of 1024 items that hardly one can be skipped.
  private static final int TOO_FEW_TO_SKIP = 100_000;

  private final Settings settings;
  private final VectorSet vectors;
  private final Report report;

  PeerComparison(Settings settings, VectorSet vectors, Report report) {
    this.settings = settings;
    this.vectors = vectors;
    this.report = report;
  }

  /// @throws IOException if the temporary file of vectors cannot be kept
  void run(MillraceIndex sorted, MillraceIndex unsorted) throws IOException {
    Path directory = Files.createTempDirectory("millrace-peers");
    Path file = directory.resolve("vectors.bin");
    file.toFile().deleteOnExit();
    directory.toFile().deleteOnExit();
    List<Contender> contenders = new ArrayList<>();
    try {
      vectors.write(file);
      try (var lucene = new LuceneFlat(vectors, file)) {
        addAll(contenders, sorted, unsorted, lucene, file);
        requireSame(contenders);
        contenders.add(child(BANDWIDTH, "bandwidth", file, Map.of()));
        report(Rounds.medians(contenders, settings.rounds()), contenders);
      }
    } finally {
      for (Contender contender : contenders) {
        contender.close();
      }
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  private void addAll(
      List<Contender> contenders,
      MillraceIndex sorted,
      MillraceIndex unsorted,
      LuceneFlat lucene,
      Path file) {
    double seconds = settings.warmUpSeconds();
    float[][] queries = vectors.queries();
    contenders.add(sorted.contender(MILLRACE, seconds, Filter::new));
    contenders.add(unsorted.contender(UNSORTED, seconds, Filter::new));
    contenders.add(child("C++ flat scan", "flat_scan", file, ONE_THREAD));
    contenders.add(child("OpenBLAS sgemv", "blas_scan", file, ONE_THREAD));
    // Processors newer than the library get kernels for AVX2 otherwise.
    contenders.add(
        child(
            "OpenBLAS sgemv, AVX-512",
            "blas_scan",
            file,
            Map.of("OPENBLAS_NUM_THREADS", "1", "OPENBLAS_CORETYPE", "SkylakeX")));
    contenders.add(child(FAISS, "faiss_scan", file, ONE_THREAD));
    contenders.add(lucene.contender(queries, seconds));
    contenders.add(new JVectorFlat(vectors).contender(queries, seconds));
  }

  private ChildPeer child(String name, String program, Path file, Map<String, String> environment) {
    return new ChildPeer(name, settings.programs().resolve(program), file, environment);
  }

  private void requireSame(List<Contender> contenders) {
    int[] expected = contenders.getFirst().answers();
    for (Contender contender : contenders) {
      vectors.requireSame(expected, contender.answers(), contender.name());
    }
  }

  private void report(Map<String, Double> medians, List<Contender> contenders) {
    double own = medians.getOrDefault(MILLRACE, Double.NaN);
    double fastest = Double.POSITIVE_INFINITY;
    for (Contender contender : contenders) {
      String name = contender.name();
      double median = medians.getOrDefault(name, Double.NaN);
      boolean bandwidth = name.equals(BANDWIDTH);
      report.add(vectors, name, bandwidth ? "GB/s" : "us", median, null);
      report.describe(vectors, contender);
      if (!bandwidth && !name.startsWith(MILLRACE)) {
        fastest = Math.min(fastest, median);
      }
    }
    int items = vectors.items();
    boolean learned = !vectors.kind().equals("uniform");
    report.add(
        vectors,
        "fastest peer / Millrace",
        "x",
        fastest / own,
        learned ? Goal.atLeastBySize(items, 2, 4, 4) : null);
    report.add(
        vectors,
        "FAISS / Millrace",
        "x",
        medians.getOrDefault(FAISS, Double.NaN) / own,
        learned ? Goal.atLeastBySize(items, 3, 6, 4.4) : null);
    double skip = medians.getOrDefault(UNSORTED, Double.NaN) / own;
    boolean skips = learned && items >= TOO_FEW_TO_SKIP;
    report.add(vectors, "gain by norm skip", "x", skip, skips ? Goal.atLeast(1.3) : null);
    if (!learned && items >= BEYOND_CACHES) {
      double bytes = (double) items * bytesOfCodes();
      double share = bytes / (own * 1e3) / medians.getOrDefault(BANDWIDTH, Double.NaN);
      report.add(vectors, "share of the bandwidth", "%", 100 * share, Goal.atLeast(60));
    }
  }

  /// What a scan reads of an item: its line of codes and the scale with the bias.
  private static int bytesOfCodes() {
    int quads = Math.ceilDiv(VectorSet.RANK, CodeKernels.QUAD);
    return CodeKernels.blockInts(quads) * Integer.BYTES / CodeKernels.BLOCK;
  }
}
