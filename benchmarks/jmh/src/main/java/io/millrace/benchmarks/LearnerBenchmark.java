package io.millrace.benchmarks;

import io.millrace.model.event.Interaction;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.ScalarKernels;
import io.millrace.producer.EventSource;
import io.millrace.producer.format.EventFiles;
import io.millrace.producer.world.World;
import io.millrace.producer.world.WorldSettings;
import io.millrace.producer.world.WorldSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/// One event: the user's query, then the step of learning. The stream is learned once before the
/// first measurement and again and again during it, so users and items are warm. The flags are
/// those of the launcher.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--add-modules",
      "jdk.incubator.vector",
      "-XX:+UseCompactObjectHeaders",
      "-XX:CompileCommand=quiet",
      "-XX:CompileCommand=dontinline,io.millrace.model.vector.Simd512Kernels::sample"
    })
public class LearnerBenchmark {
  private static final int MAX_EVENTS = 200_000;

  /// `sim` for the simulator's default world, else a file of events.
  @Param("sim")
  private String source = "";

  /// Negatives in the pool; the default share of them is drawn anew for each event.
  @Param({"400", "200"})
  private int negatives;

  @Param({"simd", "scalar"})
  private String arithmetic = "";

  private final List<Event> events = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(7);
  private @Nullable Learner learner;
  private int next;

  private record Event(UserState user, int slot, long timeMillis) {}

  @Setup(Level.Trial)
  public void learnOnce() {
    LearnerSettings settings = withNegatives(LearnerSettings.DEFAULT, negatives);
    Kernels kernels = arithmetic.equals("scalar") ? new ScalarKernels() : Kernels.best();
    var matrix =
        new ItemMatrix(
            settings.rank(), 1, settings.startScale(), settings.startAccumulator(), kernels);
    ItemPart part = matrix.newPart(0);
    matrix.activate(part);
    learner = new Learner(settings, matrix, part, kernels);
    Map<String, UserState> users = new HashMap<>();
    for (Interaction event : read()) {
      UserState user =
          users.computeIfAbsent(
              event.userId(),
              id ->
                  new UserState(settings.rank(), settings.context(), settings.startAccumulator()));
      int slot = matrix.intern(event.itemId());
      events.add(new Event(user, slot, Objects.requireNonNullElse(event.timestampMillis(), 0L)));
      learnNext();
    }
  }

  private List<Interaction> read() {
    List<Interaction> read = new ArrayList<>();
    try (EventSource opened =
        source.equals("sim")
            ? new WorldSource(new World(WorldSettings.DEFAULT), (id, details) -> {})
            : EventFiles.open(Path.of(source), line -> {})) {
      while (read.size() < MAX_EVENTS) {
        var event = opened.next();
        if (event == null) {
          break;
        }
        read.add(event.interaction());
      }
    }
    return read;
  }

  private static LearnerSettings withNegatives(LearnerSettings d, int negatives) {
    return new LearnerSettings(
        d.rank(),
        d.context(),
        d.contextWeight(),
        d.contextDecay(),
        negatives,
        negatives * d.refreshed() / d.negatives(),
        d.uniformShare(),
        d.sampledGradient(),
        d.recentWindow(),
        d.learningRate(),
        d.biasRate(),
        d.sharedRate(),
        d.startScale(),
        d.startAccumulator(),
        d.maxConsumed(),
        d.trendHalfLifeMillis(),
        d.seed());
  }

  @Benchmark
  public float event() {
    return learnNext();
  }

  private float learnNext() {
    Event event = events.get(next);
    next = next + 1 == events.size() ? 0 : next + 1;
    Learner learns = Objects.requireNonNull(learner);
    float[] query = learns.score(event.user(), event.timeMillis());
    learns.learn(event.user(), event.slot(), 1, event.timeMillis(), random);
    return query[0];
  }
}
