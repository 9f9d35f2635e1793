package io.millrace.model.vector;

/// The module of the JDK by which there are SIMD kernels.
public final class VectorModule {
  /// What to say where the module is missing.
  public static final String MISSING =
      "the JVM runs without --add-modules jdk.incubator.vector, as bin/millrace sets it: everything"
          + " works, but learning and answers take several times longer";

  private VectorModule() {}

  /// Whether this JVM was started with it. Without, everything works and takes several times
  /// longer.
  public static boolean isThere() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}
