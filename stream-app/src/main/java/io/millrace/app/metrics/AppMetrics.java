package io.millrace.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.app.topology.LearnListener;
import io.millrace.app.topology.LetGo;
import io.millrace.model.event.Rejection;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.UserIndex;
import io.millrace.model.item.ItemLife;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.RankWindow;
import io.millrace.model.metrics.Tally;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Every metric of an instance, with its unit and description. In Prometheus the dots are
/// underscores, counters end in `_total` and timers are histograms in seconds.
///
/// Counters count what this process did, so an event that is learned again after an abort is
/// counted again; the exact numbers are in the gauges, which read the committed and active state.
public final class AppMetrics implements LearnListener {
  private static final String EVENTS = "millrace.events";
  private static final String OUTCOME = "outcome";
  private static final String REASON = "reason";
  private static final int WINDOW = 10_000; // tests
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /// Upper bounds of the buckets of requests, four to a decade: a quantile read from them is off by
  /// a third at most. Finer ones for each endpoint and status made `/metrics` 228 KB long.
  private static final Duration[] REQUEST_BUCKETS =
      LongStream.of(
              100,
              200,
              350,
              600,
              1_000,
              2_000,
              3_500,
              6_000,
              10_000,
              20_000,
              35_000,
              60_000,
              100_000,
              200_000,
              350_000,
              600_000,
              1_000_000,
              2_500_000,
              10_000_000)
          .mapToObj(micros -> Duration.ofNanos(1_000 * micros))
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final Counter learned =
      Counter.builder(EVENTS)
          .tags(OUTCOME, "learned", REASON, "")
          .description("Events handled, by outcome and, if rejected, by reason")
          .baseUnit("events")
          .register(registry);
  private final Map<Rejection, Counter> rejected = new EnumMap<>(Rejection.class);
  private final Map<Outcome, Counter> others = new EnumMap<>(Outcome.class);
  private final Map<Rejection, Counter> rejectedItems = new EnumMap<>(Rejection.class);
  private final Map<Rejection, Counter> rejectedUsers = new EnumMap<>(Rejection.class);
  private final Map<LetGo, Counter> usersLetGo = new EnumMap<>(LetGo.class);
  private final Map<LetGo, Counter> itemsLetGo = new EnumMap<>(LetGo.class);
  private final Counter erasedUsers =
      Counter.builder("millrace.users.erased")
          .description("Records of the topic of users that erased one")
          .baseUnit("records")
          .register(registry);
  private final Timer learnedAfter =
      timer(
          "millrace.event.learned",
          "From an event's sending until it is learned and visible in the instance that owns its user");
  private final Timer visibleAfter =
      timer(
          "millrace.event.visible",
          "From an event's sending until its committed item rows are visible in this instance's matrix,"
              + " whichever instance learned it");
  private final Counter tests =
      Counter.builder("millrace.tested")
          .description("Events that were ranked before they were learned")
          .baseUnit("events")
          .register(registry);
  private final Counter hits =
      Counter.builder("millrace.hit")
          .description("Ranked events whose item was among the first 10")
          .baseUnit("events")
          .register(registry);
  private final Counter skipped =
      Counter.builder("millrace.skipped")
          .description(
              "Updates left out, since they would have put a value that is not finite into a row")
          .baseUnit("updates")
          .register(registry);

  /// Which answers are counted together.
  private record Answered(String endpoint, int status) {}

  private final Map<String, Timer> requests = new ConcurrentHashMap<>(); // by endpoint
  private final Map<Answered, Counter> responses = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Watched> watched = new AtomicReference<>();
  private @Nullable Gauge modelServed; // guarded by this
  private final RankWindow learnedWindow = new RankWindow(WINDOW);
  private final RankWindow popularityWindow = new RankWindow(WINDOW);

  public AppMetrics() {
    for (Rejection reason : Rejection.values()) {
      rejected.put(
          reason,
          Counter.builder(EVENTS)
              .tags(OUTCOME, "rejected", REASON, reason.label())
              .description("Events handled, by outcome and, if rejected, by reason")
              .baseUnit("events")
              .register(registry));
      rejectedItems.put(
          reason,
          Counter.builder("millrace.items.rejected")
              .tag(REASON, reason.label())
              .description("Records of the topic of items that were left out")
              .baseUnit("records")
              .register(registry));
      rejectedUsers.put(
          reason,
          Counter.builder("millrace.users.rejected")
              .tag(REASON, reason.label())
              .description("Records of the topic of users that went to the dead letters")
              .baseUnit("records")
              .register(registry));
    }
    List.of("interactions", "users", "items").forEach(this::unknownFields);
    for (LetGo why : LetGo.values()) {
      usersLetGo.put(
          why,
          letGo(
              "users", why, "Users of this instance's partitions that were let go, by the reason"));
      itemsLetGo.put(
          why,
          letGo(
              "items", why, "Items that this instance, which owns them, let go of, by the reason"));
    }
    for (Outcome outcome : Outcome.values()) {
      others.put(
          outcome,
          Counter.builder(EVENTS)
              .tags(OUTCOME, outcome.label(), REASON, "")
              .description("Events handled, by outcome and, if rejected, by reason")
              .baseUnit("events")
              .register(registry));
    }
    gauge(
        "millrace.heap.used",
        "bytes",
        "Heap in use",
        Runtime.getRuntime(),
        runtime -> (double) (runtime.totalMemory() - runtime.freeMemory()));
    gauge(
        "millrace.heap.max",
        "bytes",
        "Largest size of the heap",
        Runtime.getRuntime(),
        runtime -> (double) runtime.maxMemory());
  }

  private Counter letGo(String what, LetGo why, String description) {
    return Counter.builder("millrace." + what + ".let.go")
        .tag(REASON, why.label())
        .description(description)
        .baseUnit(what)
        .register(registry);
  }

  /// What the gauges of the model that is served are read from.
  ///
  /// @param modelId its application id
  /// @param life of its items
  /// @param index over the items
  /// @param userIndex over the users
  public record Watched(
      String modelId,
      ItemLife life,
      ItemIndex index,
      UserIndex userIndex,
      DoubleSupplier users,
      DoubleSupplier items,
      DoubleSupplier lag,
      DoubleSupplier catchUp,
      DoubleSupplier hitRate) {}

  /// Reads the gauges of the model from another one from now on, and holds on to none before it.
  public synchronized void watch(Watched newWatched) {
    boolean first = watched.getAndSet(newWatched) == null;
    if (first) {
      addGaugesOfModel();
      addGaugesOfItems();
      addGaugesOfIndexes();
      quality("learned", learnedWindow);
      quality("popularity", popularityWindow);
    }
    tellModel(newWatched.modelId());
  }

  /// Only one is told of at a time, so that the ids do not pile up. The lock is held.
  private void tellModel(String id) {
    if (modelServed != null) {
      registry.remove(modelServed);
    }
    modelServed =
        Gauge.builder("millrace.model.served", () -> 1)
            .tag("model", id)
            .description("1 for the model that this instance serves")
            .register(registry);
  }

  private void addGaugesOfModel() {
    gauge(
        "millrace.users",
        "users",
        "Users known to all instances together",
        model -> model.users().getAsDouble());
    gauge("millrace.items", "items", "Items known", model -> model.items().getAsDouble());
    gauge(
        "millrace.input.lag",
        "events",
        "Events that this instance's partitions hold and that are not handled yet",
        model -> model.lag().getAsDouble());
    gauge(
        "millrace.input.catch.up",
        "seconds",
        "Time until they are handled at the pace of the last seconds; infinite while they grow in number",
        model -> model.catchUp().getAsDouble());
    gauge(
        "millrace.quality.hit.rate",
        "ratio",
        "HR@10 of the events that were ranked before they were learned, over the whole life of the model",
        model -> model.hitRate().getAsDouble());
  }

  private void addGaugesOfItems() {
    gauge(
        "millrace.items.deleted",
        "items",
        "Items that the list of items deleted and that are not to be learned",
        model -> model.life().deletedItems());
    gauge(
        "millrace.items.marks",
        "marks",
        "Items that were let go or deleted and are not forgotten yet",
        model -> model.life().marks());
    gauge(
        "millrace.items.quarantined",
        "slots",
        "Slots of items that were let go which somebody here may still hold, so that no other item gets them yet",
        model -> model.life().quarantined());
  }

  private void addGaugesOfIndexes() {
    gauge(
        "millrace.index.items",
        "items",
        "Items in the index",
        model -> model.index().upkeepDone().rows());
    count(
        "millrace.index.refreshed",
        "items",
        "Changed items that the index took over since the start",
        model -> model.index().upkeepDone().refreshedRows());
    count(
        "millrace.index.sorted",
        "items",
        "Items that were sorted by norm since the start, to keep scans short",
        model -> model.index().upkeepDone().rebuiltRows());
    gauge(
        "millrace.index.skippable",
        "ratio",
        "Share of the index that a query can skip whose worst answer scores half of what the longest item could",
        model -> model.index().upkeepDone().skippableShare());
    count(
        "millrace.index.torn",
        "items",
        "Items that answers left out since they were being written all the while",
        model -> model.index().upkeepDone().tornRows());
    gauge(
        "millrace.index.users",
        "users",
        "Users of this instance among whom neighbours are looked for",
        model -> (double) model.userIndex().size());
    count(
        "millrace.index.users.left.out",
        "users",
        "Users that came since the start when --similar-users were there already",
        model -> (double) model.userIndex().leftOut());
  }

  private void quality(String ranker, RankWindow window) {
    quality("hr", "HR@10", ranker, window, RankWindow::hitRate);
    quality("ndcg", "NDCG@10", ranker, window, RankWindow::ndcg);
    quality("mrr", "MRR@10", ranker, window, RankWindow::reciprocalRank);
  }

  private void quality(
      String metric,
      String name,
      String ranker,
      RankWindow window,
      ToDoubleFunction<RankWindow> value) {
    Gauge.builder("millrace.quality.window." + metric, window, value)
        .tag("ranker", ranker)
        .description(name + " before learning, over the last " + WINDOW + " events ranked here")
        .baseUnit("ratio")
        .strongReference(true)
        .register(registry);
  }

  private void count(
      String name, String unit, String description, ToDoubleFunction<Watched> value) {
    FunctionCounter.builder(name, this, metrics -> metrics.ofWatched(value))
        .description(description)
        .baseUnit(unit)
        .register(registry);
  }

  /// A gauge of the model that is served.
  private void gauge(
      String name, String unit, String description, ToDoubleFunction<Watched> value) {
    gauge(name, unit, description, this, metrics -> metrics.ofWatched(value));
  }

  private double ofWatched(ToDoubleFunction<Watched> value) {
    Watched now = watched.get();
    return now == null ? Double.NaN : value.applyAsDouble(now);
  }

  private <T> void gauge(
      String name, String unit, String description, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value)
        .description(description)
        .baseUnit(unit)
        .strongReference(true)
        .register(registry);
  }

  private Timer timer(String name, String description, String... tags) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .publishPercentileHistogram()
        .maximumExpectedValue(LONGEST)
        .register(registry);
  }

  @Override
  public void learned(long sentMillis) {
    learned.increment();
    learnedAfter.record(since(sentMillis), TimeUnit.MILLISECONDS);
  }

  @Override
  public void rejected(Rejection reason) {
    countOf(rejected, reason).increment();
  }

  @Override
  public void handled(Outcome outcome) {
    countOf(others, outcome).increment();
  }

  @Override
  public void userErased() {
    erasedUsers.increment();
  }

  @Override
  public void userRejected(Rejection reason) {
    countOf(rejectedUsers, reason).increment();
  }

  @Override
  public void tested(int rank, int popularityRank) {
    tests.increment();
    if (rank < Tally.CUTOFF) {
      hits.increment();
    }
    learnedWindow.add(rank);
    popularityWindow.add(popularityRank);
  }

  @Override
  public void usersLetGo(LetGo why, int count) {
    countOf(usersLetGo, why).increment(count);
  }

  @Override
  public void itemsLetGo(LetGo why, int count) {
    countOf(itemsLetGo, why).increment(count);
  }

  /// Quality over the last events that this process ranked.
  public RankWindow learnedWindow() {
    return learnedWindow;
  }

  /// Quality of popularity on the same events.
  public RankWindow popularityWindow() {
    return popularityWindow;
  }

  @Override
  public void skipped(long updates) {
    skipped.increment((double) updates);
  }

  /// What was committed, with a first event that was sent at a time, became visible.
  public void visible(long sentMillis) {
    visibleAfter.record(since(sentMillis), TimeUnit.MILLISECONDS);
  }

  /// A record of the topic of items was left out.
  public void itemRejected(Rejection reason) {
    countOf(rejectedItems, reason).increment();
  }

  /// A record had a field that nobody knows.
  ///
  /// @param topic by its role: interactions, users or items
  public void unknownField(String topic) {
    unknownFields(topic).increment();
  }

  private Counter unknownFields(String topic) {
    return Counter.builder("millrace.fields.unknown")
        .description("Fields of records that nobody knows, by topic: what stands in them is lost")
        .tag("topic", topic)
        .register(registry);
  }

  /// Tells of a request that was answered.
  ///
  /// @param endpoint by its pattern, of which there are as many as there are endpoints
  public void answered(String endpoint, int status, long nanos) {
    requests.computeIfAbsent(endpoint, this::requestTimer).record(nanos, TimeUnit.NANOSECONDS);
    responses.computeIfAbsent(new Answered(endpoint, status), this::responseCounter).increment();
  }

  private Timer requestTimer(String endpoint) {
    return Timer.builder("millrace.http.request")
        .description("Requests over HTTP, by endpoint")
        .tag("endpoint", endpoint)
        .serviceLevelObjectives(REQUEST_BUCKETS)
        .register(registry);
  }

  private Counter responseCounter(Answered answered) {
    return Counter.builder("millrace.http.responses")
        .description("Answers over HTTP, by endpoint and status")
        .baseUnit("responses")
        .tags("endpoint", answered.endpoint(), "status", Integer.toString(answered.status()))
        .register(registry);
  }

  /// Events learned by this process and their total time from sending, in milliseconds.
  public double learnedTotalMillis() {
    return learnedAfter.totalTime(TimeUnit.MILLISECONDS);
  }

  /// Events learned by this process.
  public long learnedCount() {
    return learnedAfter.count();
  }

  /// The metrics in Prometheus' text format, whose content type is [#CONTENT_TYPE].
  public String scrape() {
    return registry.scrape(CONTENT_TYPE);
  }

  /// Content type of [#scrape].
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static long since(long sentMillis) {
    return Math.max(0, System.currentTimeMillis() - sentMillis);
  }

  private static <K> Counter countOf(Map<K, Counter> counters, K kind) {
    Counter counter = counters.get(kind);
    if (counter == null) {
      throw new IllegalArgumentException("no counter for " + kind);
    }
    return counter;
  }
}
