package io.millrace.benchmarks;

import io.millrace.model.index.Filter;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.index.SlotSet;
import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.PartRow;
import io.millrace.model.vector.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One query for the 10 best of so many items, rank 64: by the index, by the index where a filter
/// lets a share of the items pass, and by a scan of all vectors in single precision.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 2) // compiled in whole only after seconds
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xmx5g",
      "--add-modules",
      "jdk.incubator.vector",
      "-XX:+UseCompactObjectHeaders"
    })
public class TopKBenchmark {
  private static final int RANK = 64;
  private static final int K = 10;
  private static final int QUERIES = 64;

  @Param({"10000", "100000", "1000000"})
  private int items;

  /// `skewed`: normal vectors whose norms are spread as those of learned items are, by a factor of
  /// e^0.5; `uniform`: all elements uniform, the worst case for skipping.
  @Param({"skewed", "uniform"})
  private String norms = "";

  private final SplittableRandom random = new SplittableRandom(1);
  private final Kernels kernels = Kernels.best();
  private final ItemMatrix matrix = new ItemMatrix(RANK, 1, 0, 0.1f, kernels);
  private final float[][] queries = new float[QUERIES][];
  private final float[] products = new float[ItemBlock.ROWS];
  private final float[] scratch = new float[Kernels.SCRATCH];
  private final float[] best = new float[K];
  private final SlotSet half = new SlotSet();
  private final SlotSet hundredth = new SlotSet();
  private final SlotSet rare = new SlotSet();
  private final float[] direction = vector();
  private @Nullable ItemIndex index;
  private @Nullable ItemPart part;
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    index = new ItemIndex(matrix, kernels);
    part = matrix.newPart(0);
    matrix.activate(part);
    for (int item = 0; item < items; item++) {
      int slot = matrix.intern("item" + item);
      matrix.restore(part, slot, new PartRow(vector(), (float) random.nextGaussian(), 0, 1, 0));
      add(half, slot, 0.5);
      add(hundredth, slot, 0.01);
      add(rare, slot, 0.0001);
    }
    Arrays.setAll(queries, query -> vector());
    index.refresh();
    while (index.upkeep(100_000) > 0) {
      // until it is sorted
    }
  }

  private void add(SlotSet set, int slot, double share) {
    if (random.nextDouble() < share) {
      set.add(slot);
    }
  }

  private float[] vector() {
    float[] vector = new float[RANK];
    boolean skewed = !norms.equals("uniform");
    double norm = skewed ? Math.exp(0.5 * random.nextGaussian()) : 1;
    for (int i = 0; i < RANK; i++) {
      double element = skewed ? random.nextGaussian() : random.nextDouble(-1, 1);
      vector[i] = (float) (0.1 * norm * element);
    }
    return vector;
  }

  private float[] query() {
    next = (next + 1) % QUERIES;
    return queries[next];
  }

  private ItemIndex index() {
    if (index == null) {
      throw new IllegalStateException("not set up");
    }
    return index;
  }

  @Benchmark
  public List<ScoredItem> everyItem() {
    return index().topK(query(), K, new Filter());
  }

  @Benchmark
  public List<ScoredItem> halfPass() {
    return index().topK(query(), K, new Filter().in(half));
  }

  @Benchmark
  public List<ScoredItem> oneInHundredPasses() {
    return index().topK(query(), K, new Filter().in(hundredth));
  }

  @Benchmark
  public List<ScoredItem> oneInTenThousandPasses() {
    return index().topK(query(), K, new Filter().in(rare));
  }

  /// A change of a row and its way into the index.
  @Benchmark
  public int update() {
    if (part == null) {
      throw new IllegalStateException("not set up");
    }
    matrix.add(part, random.nextInt(items), 1e-6f, direction, 0, 0);
    return index().refresh();
  }

  @Benchmark
  public float floatScan() {
    float[] query = query();
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    for (int first = 0; first < items; first += ItemBlock.ROWS) {
      int count = Math.min(ItemBlock.ROWS, items - first);
      ItemBlock block = matrix.blockOf(first);
      kernels.dotRows(query, block.vectors(), block.vectorAt(0), count, RANK, products, scratch);
      float[] biases = block.biases();
      for (int i = 0; i < count; i++) {
        float score = products[i] + biases[i];
        if (score > best[0]) {
          insert(score);
        }
      }
    }
    return best[0];
  }

  /// Drops the smallest, which comes first.
  private void insert(float score) {
    int place = 0;
    while (place + 1 < K && best[place + 1] < score) {
      best[place] = best[place + 1];
      place++;
    }
    best[place] = score;
  }
}
