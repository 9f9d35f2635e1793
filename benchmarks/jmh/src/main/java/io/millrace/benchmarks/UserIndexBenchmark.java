package io.millrace.benchmarks;

import io.millrace.model.index.ScoredUser;
import io.millrace.model.index.UserIndex;
import io.millrace.model.vector.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The index over so many users, rank 64: what an event adds to learning, what taking the change
/// over costs later, and the 10 nearest users, the changes of a second of learning being pending or
/// none.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xmx4g",
      "--add-modules",
      "jdk.incubator.vector",
      "-XX:+UseCompactObjectHeaders"
    })
public class UserIndexBenchmark {
  private static final int RANK = 64;
  private static final int K = 10;
  private static final int VECTORS = 64;
  private static final int CHANGES = 1_000; // between two refreshes

  @Param({"1000", "100000", "1000000"})
  private int users;

  private final SplittableRandom random = new SplittableRandom(1);
  private final float[][] vectors = new float[VECTORS][];
  private UserIndex index = new UserIndex(RANK, 0, Kernels.best());
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    Arrays.setAll(vectors, any -> vector());
    index = new UserIndex(RANK, users, Kernels.best());
    for (int user = 0; user < users; user++) {
      index.add("user-" + user, vector());
    }
    index.refresh();
    while (index.upkeep(100_000) > 0) {
      // until it is sorted
    }
  }

  private float[] vector() {
    float[] vector = new float[RANK];
    for (int i = 0; i < RANK; i++) {
      vector[i] = (float) (0.1 * random.nextGaussian());
    }
    return vector;
  }

  private float[] nextVector() {
    next = (next + 1) % VECTORS;
    return vectors[next];
  }

  /// An event of any user.
  @Benchmark
  public void change() {
    index.change(random.nextInt(users), nextVector());
  }

  /// An event of any user, and its share of the next refresh.
  @Benchmark
  @OperationsPerInvocation(CHANGES)
  public int changeAndRefresh() {
    for (int i = 0; i < CHANGES; i++) {
      index.change(random.nextInt(users), nextVector());
    }
    return index.refresh();
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public List<ScoredUser> nearest() {
    return index.nearest(nextVector(), K, "nobody");
  }
}
