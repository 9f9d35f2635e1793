package io.millrace.model.vector;

import java.util.List;

/// A few queries whose bounds are found together, see [CodeKernels#bounds(float[], CodeBatch,
/// float, float[])]. Belongs to one thread.
public final class CodeBatch {
  /// Queries at most.
  public static final int QUERIES = 4;

  private final float[] elements; // (rank up to a whole quad, 4), 0 where there is no query
  private final float[] biases = new float[QUERIES]; // in units of a bias's code
  private final float[] norms = new float[QUERIES];

  /// @param queries 1 to 4, of the same number of quads
  public CodeBatch(List<CodeQuery> queries) {
    int length = queries.getFirst().elements().length;
    elements = new float[length * QUERIES];
    for (int q = 0; q < queries.size(); q++) {
      CodeQuery query = queries.get(q);
      for (int i = 0; i < length; i++) {
        elements[QUERIES * i + q] = query.elements()[i];
      }
      biases[q] = CodeKernels.BIAS_UNIT * query.bias();
      norms[q] = query.norm();
    }
  }

  float[] elements() {
    return elements;
  }

  float[] biases() {
    return biases;
  }

  float[] norms() {
    return norms;
  }
}
