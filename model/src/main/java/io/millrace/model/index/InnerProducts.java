package io.millrace.model.index;

import io.millrace.model.vector.CodeKernels;
import io.millrace.model.vector.CodeQuery;
import java.util.Arrays;

/// Order by `<query, V_j> + b_j`.
final class InnerProducts extends Scoring {
  /// Queries and rows up to this norm have products that no float sum overflows.
  static final float LARGEST_NORM = 1e18f;

  /// What is lost where products are smaller than floats can be.
  private static final float UNDERFLOW = 1e-40f;

  private final Rows rows;
  private final CodeKernels kernels;
  private final float[] query; // (rank)
  private final CodeQuery codeQuery;

  /// @param query (rank)
  InnerProducts(Rows rows, CodeKernels kernels, float[] query) {
    super(rows);
    this.rows = rows;
    this.kernels = kernels;
    this.query = query;
    float[] padded = Arrays.copyOf(query, CodeKernels.QUAD * RowCoder.quads(query.length));
    codeQuery = new CodeQuery(padded, 1, normOf(query, 1));
  }

  @Override
  CodeQuery codeQuery() {
    return codeQuery;
  }

  @Override
  int find(CodeChunk chunk, int from, float threshold, long[] survivors) {
    return kernels.find(
        chunk.blocks(), from, chunk.groups(), codeQuery, chunk.slacks(), threshold, survivors);
  }

  @Override
  boolean survivors(
      CodeChunk chunk, int group, float[] bounds, int at, float threshold, long[] survivors) {
    return kernels.survivors(bounds, at, threshold, survivors);
  }

  @Override
  void bounds(CodeChunk chunk, int group, float[] bounds, int at) {
    kernels.bounds(chunk.blocks(), group, codeQuery, chunk.slacks()[group], bounds, at);
    for (int i = at; i < at + CodeKernels.GROUP; i++) {
      bounds[i] = Float.isNaN(bounds[i]) ? Float.POSITIVE_INFINITY : bounds[i];
    }
  }

  @Override
  boolean skips(CodeChunk chunk, float threshold) {
    return chunk.norm() * codeQuery.norm() < threshold;
  }

  /// Minus infinity, so that every row is looked at, if sums might overflow: then they and the
  /// bounds have little to do with each other.
  @Override
  float threshold(double score) {
    return codeQuery.norm() <= LARGEST_NORM
        ? Math.nextDown((float) score) - UNDERFLOW
        : Float.NEGATIVE_INFINITY;
  }

  @Override
  void compute(int[] slots, int count, double[] scores) {
    float[] products = products(query, slots, count);
    for (int i = 0; i < count; i++) {
      scores[i] = products[i] + rows.bias(slots[i]);
    }
  }
}
