package io.millrace.model.vector;

/// What codes are compared with. Belongs to one thread.
public final class CodeQuery {
  private final float[] elements; // (4, quads)
  private final float bias;
  private final float norm;
  private final float[] bounds = new float[CodeKernels.GROUP]; // room for the kernels

  /// @param elements (4, quads) elements beyond the rank are 0
  /// @param bias what a row's bias is multiplied by
  /// @param norm Euclidean norm of elements and bias together, or more
  public CodeQuery(float[] elements, float bias, float norm) {
    this.elements = elements;
    this.bias = bias;
    this.norm = norm;
  }

  float[] elements() {
    return elements;
  }

  float bias() {
    return bias;
  }

  /// Euclidean norm of elements and bias together, or more.
  public float norm() {
    return norm;
  }

  float[] bounds() {
    return bounds;
  }

  int quads() {
    return elements.length / CodeKernels.QUAD;
  }
}
