package io.millrace.model.index;

import io.millrace.model.vector.CodeKernels;
import io.millrace.model.vector.CodeQuery;

/// Order by the cosine between a query and a vector; that of a zero vector is 0. The bias does not
/// count.
final class Cosines extends Scoring {
  /// Norms from here on have squares that a float holds to full precision.
  private static final float SMALLEST_NORM = 1e-16f;

  /// More than a cosine is off.
  private static final double ROUNDING = 1e-4;

  private final Rows rows;
  private final CodeKernels kernels;
  private final float[] query; // (rank)
  private final double queryNorm;
  private final CodeQuery codeQuery; // of norm 1, or 0
  private final float[] bounds = new float[CodeKernels.GROUP];

  /// @param query (rank)
  Cosines(Rows rows, CodeKernels kernels, float[] query) {
    super(rows);
    this.rows = rows;
    this.kernels = kernels;
    this.query = query;
    this.queryNorm = Math.sqrt(rows.squaredNorm(query));
    double squares = 0;
    for (float x : query) {
      squares += (double) x * x;
    }
    float[] unit = new float[CodeKernels.QUAD * RowCoder.quads(query.length)];
    for (int i = 0; i < query.length && squares > 0; i++) {
      unit[i] = (float) (query[i] / Math.sqrt(squares));
    }
    codeQuery = new CodeQuery(unit, 0, normOf(unit, 0));
  }

  @Override
  CodeQuery codeQuery() {
    return codeQuery;
  }

  @Override
  int find(CodeChunk chunk, int from, float threshold, long[] survivors) {
    for (int group = from; group < chunk.groups(); group++) {
      kernels.bounds(chunk.blocks(), group, codeQuery, chunk.slacks()[group], bounds, 0);
      if (survivors(chunk, group, bounds, 0, threshold, survivors)) {
        return group;
      }
    }
    return chunk.groups();
  }

  @Override
  boolean survivors(
      CodeChunk chunk, int group, float[] bounds, int at, float threshold, long[] survivors) {
    divideByNorms(chunk, group, bounds, at);
    return kernels.survivors(bounds, at, threshold, survivors);
  }

  @Override
  void bounds(CodeChunk chunk, int group, float[] target, int at) {
    kernels.bounds(chunk.blocks(), group, codeQuery, chunk.slacks()[group], target, at);
    divideByNorms(chunk, group, target, at);
  }

  private static void divideByNorms(CodeChunk chunk, int group, float[] bounds, int at) {
    for (int row = 0; row < CodeKernels.GROUP; row++) {
      float norm = chunk.vectorNorm(group * CodeKernels.GROUP + row);
      float cosine = bounds[at + row] / norm;
      boolean unsure = isUnsure(norm) || Float.isNaN(cosine);
      bounds[at + row] = unsure ? Float.POSITIVE_INFINITY : cosine;
    }
  }

  /// Norms whose squares a float does not hold to full precision, so that the cosine is off.
  private static boolean isUnsure(float norm) {
    return !(norm >= SMALLEST_NORM && norm <= InnerProducts.LARGEST_NORM);
  }

  @Override
  boolean skips(CodeChunk chunk, float threshold) {
    return false; // lengths say nothing
  }

  @Override
  float threshold(double score) {
    return isUnsure((float) queryNorm) ? Float.NEGATIVE_INFINITY : (float) (score - ROUNDING);
  }

  @Override
  void compute(int[] slots, int count, double[] scores) {
    float[] products = products(query, slots, count);
    for (int i = 0; i < count; i++) {
      double both = queryNorm * Math.sqrt(rows.squaredNorm(slots[i]));
      scores[i] = both == 0 ? 0 : products[i] / both;
    }
  }
}
