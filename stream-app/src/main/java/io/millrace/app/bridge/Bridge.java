package io.millrace.app.bridge;

import io.millrace.app.run.AbandonedTransactions;
import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Closers;
import io.millrace.app.run.Failures;
import io.millrace.app.run.LostTransactions;
import io.millrace.app.run.StartException;
import io.millrace.app.run.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One instance of a bridge from start to stop: a small application of Kafka Streams without state,
/// which reads topics as others write them and writes one of Millrace's, exactly once. Any number
/// of instances with one application id share the partitions.
public final class Bridge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
  private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(7);
  private static final long WAIT_MILLIS = 20;

  private final BridgeSettings settings;
  private final BridgeMetrics metrics = new BridgeMetrics();
  private final SchemaWait wait = new SchemaWait();
  private final LostTransactions lostTransactions = new LostTransactions();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Closers closers = new Closers();
  private volatile @Nullable KafkaStreams streams;
  private volatile boolean stopping;
  private int port = -1;

  private Bridge(BridgeSettings settings) {
    this.settings = settings;
  }

  /// Starts an instance and returns once it reads. An interrupt ends the start in order.
  ///
  /// @throws StartException if something outside the program keeps it from starting
  public static Bridge start(BridgeSettings settings) throws InterruptedException {
    var bridge = new Bridge(settings);
    boolean started = false;
    try {
      bridge.run();
      started = true;
      return bridge;
    } finally {
      if (!started) {
        bridge.close();
      }
    }
  }

  private void run() throws InterruptedException {
    if (settings.port() >= 0) {
      var http = new BridgeHttp(settings.host(), settings.port(), metrics, this::notReady);
      closers.push(http);
      port = http.port();
    }
    Schemas schemas = schemas();
    int sessionMillis = prepareTopics();
    var started =
        new KafkaStreams(
            BridgeTopology.build(
                settings.from(),
                settings.target(),
                settings.kafka().deadLetterTopic(),
                () ->
                    new BridgeProcessor(
                        settings.format().decoder(schemas), settings.mapping(), wait, metrics)),
            BridgeConfigs.streams(settings, sessionMillis));
    streams = started;
    closers.push(() -> leave(started));
    metrics.watch(() -> lag(started), () -> wait.reason().isPresent() ? 1 : 0);
    started.setUncaughtExceptionHandler(this::handle);
    closers.push(new AbandonedTransactions(settings.kafka(), started));
    started.start();
    while (started.state() != KafkaStreams.State.RUNNING) {
      requireHealthy();
      Thread.sleep(WAIT_MILLIS);
    }
  }

  private Schemas schemas() {
    List<Schemas.Source> sources = new ArrayList<>();
    for (String each : settings.schemas()) {
      if (!each.toLowerCase(Locale.ROOT).matches("https?://.*")) {
        sources.add(new SchemaFolder(Path.of(each)));
        continue;
      }
      var registry = new SchemaRegistry(RegistryLogin.of(each, settings.schemasConfig()));
      closers.push(registry);
      registry.requireAnswer();
      sources.add(registry);
    }
    return new Schemas(sources);
  }

  /// @return after how many milliseconds a silent instance counts as dead
  private int prepareTopics() {
    AppSettings kafka = settings.kafka();
    try (var topics = new Topics(kafka)) {
      settings.from().forEach(topics::requireSource);
      topics.createDeadLetters(topics.partitions(settings.target()));
      return topics.sessionMillis();
    }
  }

  private StreamThreadExceptionResponse handle(Throwable thrown) {
    if (lostTransactions.mayReplace(thrown, System.nanoTime())) {
      LOG.warn("A stream thread lost its transaction and is replaced: {}", Failures.line(thrown));
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (!stopping && failure.compareAndSet(null, thrown)) {
      LOG.debug("The bridge cannot go on", thrown);
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /// Records that this instance's partitions hold and that it has not read.
  private static double lag(KafkaStreams streams) {
    return streams.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("records-lag"))
        .filter(metric -> metric.metricName().tags().containsKey("partition"))
        .map(Metric::metricValue)
        .mapToDouble(value -> value instanceof Double lag && !lag.isNaN() ? lag : 0)
        .sum();
  }

  /// @throws StartException if a part of the instance has failed
  public void requireHealthy() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new StartException("the bridge cannot go on: " + Failures.line(thrown), thrown);
    }
  }

  /// Why the instance is not ready, if it is not.
  public Optional<String> notReady() {
    Throwable thrown = failure.get();
    KafkaStreams now = streams;
    if (thrown != null) {
      return Optional.of("failed: " + Failures.line(thrown));
    }
    if (stopping) {
      return Optional.of("stopping");
    }
    if (now == null || !now.state().isRunningOrRebalancing()) {
      return Optional.of("starting");
    }
    return wait.reason();
  }

  /// The port of HTTP, negative if there is none.
  public int port() {
    return port;
  }

  /// The topic that is written.
  public String target() {
    return settings.target();
  }

  /// What this instance did so far.
  public BridgeSummary summary() {
    return metrics.summary();
  }

  private static void leave(KafkaStreams streams) {
    streams.close(
        CloseOptions.timeout(LEAVE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  /// Commits, leaves the group and stops everything, also on a thread that is interrupted.
  @Override
  public void close() {
    stop();
  }

  /// The same, after which the [#summary] is whole.
  public void stop() {
    stopping = true;
    wait.stop();
    boolean interrupted = Thread.interrupted();
    closers.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
