package io.millrace.app.run;

import io.millrace.app.feed.TopicFeed;
import io.millrace.app.http.Answers;
import io.millrace.app.http.Api;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.query.EventPublisher;
import io.millrace.app.topology.Positions;
import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.VectorModule;
import io.millrace.producer.mapping.Mapping;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One instance from start to stop.
///
/// It starts in the order in which it needs things: the HTTP port, so that health can be asked; the
/// topics; the feeds, read up to where they end now, so that learning starts from the whole model;
/// then the topology. It stops in the reverse order, answering until others have taken over.
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Application.class);
  private static final Duration COMMITTED_TIMEOUT = Duration.ofSeconds(3);
  private static final long WAIT_MILLIS = 20;

  private final AppSettings settings;
  private final AppMetrics metrics = new AppMetrics();
  private final Closers closers = new Closers();
  private final Api api;
  private volatile String phase = "connecting to Kafka";
  private volatile @Nullable Serving serving;
  private volatile @Nullable Promotions promotions;

  private Application(AppSettings settings, Map<String, Mapping> mappings) {
    this.settings = settings;
    this.api =
        new Api(
            settings.httpHost(),
            settings.httpPort(),
            metrics,
            this::status,
            this::notReady,
            mappings);
    closers.push(api);
  }

  /// Starts an instance and returns once it is ready. An interrupt ends the start in order.
  ///
  /// @throws StartException if something outside the program keeps it from starting
  public static Application start(AppSettings settings) throws InterruptedException {
    return start(settings, Map.of());
  }

  /// The same with mappings that requests with events may name.
  public static Application start(AppSettings settings, Map<String, Mapping> mappings)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the start");
    }
    Memory.requireHeap();
    requireFreePort(settings.httpHost(), settings.httpPort());
    var application = new Application(settings, mappings);
    boolean started = false;
    try {
      application.listen();
      application.run();
      started = true;
      return application;
    } finally {
      if (!started) {
        application.close();
      }
    }
  }

  /// @throws StartException if the port is taken or not allowed, or the host unknown
  public static void requireFreePort(String host, int port) {
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new StartException(
          "cannot listen on '%s', which is no known name or address of a machine: check --host"
              .formatted(host));
    }
    try (var socket = new ServerSocket()) {
      socket.bind(address);
    } catch (IOException refused) {
      throw cannotListen(host, port, refused);
    }
  }

  private static StartException cannotListen(String host, int port, IOException refused) {
    return new StartException(
        "cannot listen on %s (%s): choose another port with --port, or 0 for any free one"
            .formatted(Hosts.address(host, port), Failures.line(refused)),
        refused);
  }

  private void listen() {
    try {
      api.start();
    } catch (IOException refused) {
      throw cannotListen(settings.httpHost(), settings.httpPort(), refused);
    }
  }

  private void run() throws InterruptedException {
    if (!VectorModule.isThere()) {
      LOG.warn(VectorModule.MISSING);
    }
    var kernels = Kernels.best();
    WarmUp warmUp = WarmUp.start(settings.learner(), kernels);
    Cluster cluster = prepareTopics();
    phase = "reading which model is to be served";
    var models = new Models(settings.applicationId());
    followModels(models);
    Models.Wanted wanted = models.wanted();
    AppSettings chosen = models.settingsOf(settings, wanted.modelId());
    if (models.of(wanted.modelId()) != null) {
      GroupOffsets.requireSome(chosen);
    }

    var publisher =
        new EventPublisher(
            KafkaConfigs.producer(settings), settings.interactionsTopic(), settings.itemsTopic());
    closers.addLast(publisher); // Requests are answered to the end, those with events too.
    var first =
        new Serving(
            settings,
            chosen,
            cluster,
            kernels,
            api,
            metrics,
            publisher,
            waiting -> phase = waiting);
    closers.push(first);
    serving = first;
    phase = "warming up";
    warmUp.await();
    first.open();
    var following = new Promotions(settings, models, wanted, first);
    promotions = following;
    closers.push(following);
    following.start();
    phase = "";
  }

  /// The model that is served, or null before the first is.
  private @Nullable ModelRun served() {
    Serving now = serving;
    return now == null ? null : now.current();
  }

  private Cluster prepareTopics() throws InterruptedException {
    try (var topics = new Topics(settings)) {
      Cluster cluster = Cluster.of(topics);
      topics.createOwn(cluster.partitions());
      return cluster;
    }
  }

  /// Reads the topic of models, and goes on reading it. Without it the instance serves on what it
  /// serves, so its end is not the instance's.
  private void followModels(Models models) throws InterruptedException {
    var failure = new AtomicReference<@Nullable Throwable>();
    var feed =
        new TopicFeed(
            settings.modelsTopic(),
            KafkaConfigs.feed(settings),
            1,
            models::accept,
            thrown -> {
              failure.set(thrown);
              LOG.warn("This instance does not hear of promotions: {}", Failures.line(thrown));
            });
    closers.push(feed);
    feed.start();
    while (!feed.awaitCaughtUp(Duration.ofMillis(WAIT_MILLIS))) {
      Throwable thrown = failure.get();
      if (thrown != null) {
        throw new StartException(
            "cannot read topic '%s': %s".formatted(settings.modelsTopic(), Failures.line(thrown)),
            thrown);
      }
    }
  }

  /// @throws StartException if a part of the instance has failed
  public void requireHealthy() {
    ModelRun now = served();
    if (now != null) {
      now.requireHealthy();
    }
  }

  public int port() {
    return api.port();
  }

  public AppMetrics metrics() {
    return metrics;
  }

  /// What became of all events so far, with what is not committed yet.
  public Tally tally() {
    ModelRun now = served();
    return now == null ? new Tally() : now.model().matrix().tally();
  }

  /// The offset of a partition from which on nothing was handled, with what is not committed yet,
  /// or [Positions#UNKNOWN].
  public long next(int partition) {
    ModelRun now = served();
    return now == null ? Positions.UNKNOWN : now.lag().next(partition);
  }

  /// How many offsets of the interactions were not handled yet.
  ///
  /// @param ends offset behind the last one, by partition
  public long unhandled(Map<Integer, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - Math.max(0, next(end.getKey()))))
        .sum();
  }

  /// Items known.
  public int items() {
    ModelRun now = served();
    return now == null ? 0 : now.model().matrix().size();
  }

  /// Events that this instance's partitions hold and that were not handled at the last look.
  public long lag() {
    ModelRun now = served();
    return now == null ? 0 : now.lag().lag();
  }

  /// Stops learning, commits, and tells what the topics then hold of it.
  ///
  /// @return the committed tally
  public Tally commitAndStopLearning() throws InterruptedException {
    ModelRun now = served();
    return now == null ? new Tally() : now.commitAndStopLearning(COMMITTED_TIMEOUT);
  }

  private Optional<String> notReady() {
    Throwable thrown = failure();
    if (thrown != null) {
      return Optional.of("failed: " + Failures.line(thrown));
    }
    return phase.isEmpty() ? Optional.empty() : Optional.of(phase);
  }

  private @Nullable Throwable failure() {
    ModelRun now = served();
    return now == null ? null : now.failure();
  }

  private Answers.Status status() {
    Promotions following = promotions;
    return StatusReport.of(
        settings,
        api.port(),
        notReady(),
        metrics,
        served(),
        following == null ? null : following.preparing());
  }

  /// Goes on answering for a while, not ready any more, so that whoever shares out requests hears
  /// of it before any of them is lost.
  private void drain() {
    api.endConnections();
    if (served() == null || failure() != null) {
      return;
    }
    try {
      Thread.sleep(settings.group().drainMillis());
    } catch (InterruptedException hurry) {
      // The rest of the stop is quick.
    }
  }

  /// Stops everything, also on a thread that is interrupted: an interrupt asks for this stop, and
  /// would cut each part of it short.
  @Override
  public void close() {
    phase = "stopping";
    boolean interrupted = Thread.interrupted();
    drain();
    closers.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
