package io.millrace.app.run;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.feed.ItemFeed;
import io.millrace.app.feed.TopicFeed;
import io.millrace.app.http.Answers;
import io.millrace.app.http.Api;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.query.EventPublisher;
import io.millrace.app.query.KnownOwners;
import io.millrace.app.query.UserRouter;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.Limits;
import io.millrace.app.topology.MillraceTopology;
import io.millrace.app.topology.Positions;
import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import io.millrace.model.vector.VectorModule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
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
  private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(7);
  private static final Duration COMMITTED_TIMEOUT = Duration.ofSeconds(3);
  private static final long WAIT_MILLIS = 20;

  private final AppSettings settings;
  private final AppMetrics metrics = new AppMetrics();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Deque<AutoCloseable> closers = new ArrayDeque<>();
  private final Api api;
  private volatile String phase = "connecting to Kafka";
  private volatile @Nullable Running running;

  /// What is there once the topology runs.
  private record Running(
      InstanceModel model, Catalogue catalogue, KafkaStreams streams, LagMonitor lag) {}

  private Application(AppSettings settings) {
    this.settings = settings;
    this.api =
        new Api(settings.httpHost(), settings.httpPort(), metrics, this::status, this::notReady);
    closers.push(api);
  }

  /// Starts an instance and returns once it is ready. An interrupt ends the start in order.
  ///
  /// @throws StartException if something outside the program keeps it from starting
  public static Application start(AppSettings settings) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the start");
    }
    Memory.requireHeap();
    requireFreePort(settings.httpHost(), settings.httpPort());
    var application = new Application(settings);
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
    int partitions = cluster.partitions();
    int rank = settings.learner().rank();
    long heap = Runtime.getRuntime().maxMemory();
    Limits limits = settings.growth().limits(heap, rank, partitions);
    var model =
        InstanceModel.create(
                settings.learner(),
                settings.weights(),
                partitions,
                settings.testShare(),
                settings.similarUsers(),
                limits,
                kernels)
            .withEventIds(settings.eventIds());
    LOG.info(
        "Learning with rank {} on {} partitions, kernels {}; up to {} items and {} users, which take about {} MiB of a heap of {} MiB",
        rank,
        partitions,
        model.kernels(),
        limits.maxItems(),
        limits.maxUsers(),
        Memory.mebibytes(Memory.bytes(limits.maxItems(), limits.maxUsers(), rank, partitions)),
        Memory.mebibytes(heap));
    String warning = Memory.warning(limits, heap, rank, partitions);
    if (warning != null) {
      LOG.warn(warning);
    }

    var keeper = new IndexKeeper(model.index(), model.userIndex(), this::fail);
    closers.push(keeper);
    keeper.start();
    var copyKeeper = new CopyKeeper(model.copies(), this::fail);
    closers.push(copyKeeper);
    copyKeeper.start();

    phase = "reading the items";
    var catalogue = new Catalogue(model, metrics::itemRejected);
    feed(settings.itemsTopic(), catalogue::accept);
    phase = "reading what was learned";
    feed(settings.itemsChangelog(), new ItemFeed(model.matrix(), this::visible)::accept);

    long users = model.matrix().tally().users();
    Memory.requireRoom(model.matrix().size(), users, heap, rank, partitions);
    LOG.info(
        "{} items and {} users are stored, which take about {} MiB",
        model.matrix().size(),
        users,
        Memory.mebibytes(Memory.bytes(model.matrix().size(), users, rank, partitions)));

    phase = "joining the group and restoring the users";
    KafkaStreams streams = startStreams(model, cluster.sessionMillis());
    phase = "warming up";
    warmUp.await();
    var lag = new LagMonitor(settings, streams, model);
    closers.push(lag);
    running = new Running(model, catalogue, streams, lag);
    watch(model, lag);
    openApi(model, catalogue, streams, lag);
    phase = "";
  }

  /// What the broker says at the start.
  private record Cluster(int partitions, int sessionMillis) {}

  private Cluster prepareTopics() throws InterruptedException {
    try (var topics = new Topics(settings)) {
      int partitions = topics.requireInputs();
      topics.requireUsers(partitions);
      topics.createOwn(partitions);
      return new Cluster(partitions, topics.sessionMillis());
    } catch (StartException failed) {
      if (Thread.interrupted()) {
        throw new InterruptedException(failed.getMessage());
      }
      throw failed;
    }
  }

  private void feed(String topic, Consumer<ConsumerRecord<byte[], byte[]>> handler)
      throws InterruptedException {
    var feed = new TopicFeed(topic, KafkaConfigs.feed(settings), handler, this::fail);
    closers.push(feed);
    feed.start();
    while (!feed.awaitCaughtUp(Duration.ofMillis(WAIT_MILLIS))) {
      requireHealthy();
    }
  }

  private KafkaStreams startStreams(InstanceModel model, int sessionMillis)
      throws InterruptedException {
    var streams =
        new KafkaStreams(
            MillraceTopology.build(
                settings.interactionsTopic(),
                settings.usersTopic(),
                settings.deadLetterTopic(),
                model,
                metrics),
            KafkaConfigs.streams(settings, api.port(), sessionMillis));
    streams.setUncaughtExceptionHandler(
        thrown -> {
          fail(thrown);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    closers.push(() -> leave(streams));
    closers.push(new AbandonedTransactions(settings, streams));
    streams.start();
    while (streams.state() != KafkaStreams.State.RUNNING) {
      requireHealthy();
      Thread.sleep(WAIT_MILLIS);
    }
    return streams;
  }

  private void openApi(
      InstanceModel model, Catalogue catalogue, KafkaStreams streams, LagMonitor lag) {
    String address = settings.address(api.port());
    // Read the way Streams reads it, so that this instance knows itself among the others.
    HostInfo self = HostInfo.buildFromEndpoint(address);
    var publisher =
        new EventPublisher(
            KafkaConfigs.producer(settings), settings.interactionsTopic(), settings.itemsTopic());
    closers.addLast(publisher); // Requests are answered to the end, those with events too.
    var router =
        new UserRouter(
            model.userStores(), new KnownOwners(streams, self, model.partitions()), lag::ofCopy);
    api.open(model, catalogue, router, publisher, address);
  }

  private void watch(InstanceModel model, LagMonitor lag) {
    metrics.watchIndex(model.index());
    metrics.watchIndex(model.userIndex());
    metrics.watch(
        model.matrix(),
        matrix -> (double) matrix.tally().users(),
        matrix -> (double) matrix.size(),
        matrix -> (double) lag.lag(),
        matrix -> lag.catchUpSeconds(),
        matrix -> matrix.tally().hitRate());
  }

  /// What is read back at the start became visible long ago, somewhere.
  private void visible(long sentMillis) {
    if (phase.isEmpty()) {
      metrics.visible(sentMillis);
    }
  }

  private void fail(Throwable thrown) {
    if (failure.compareAndSet(null, thrown)) {
      LOG.debug("This instance cannot go on", thrown);
    }
  }

  private static void leave(KafkaStreams streams) {
    streams.close(
        CloseOptions.timeout(LEAVE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  /// @throws StartException if a part of the instance has failed
  public void requireHealthy() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new StartException("this instance cannot go on: " + Failures.line(thrown), thrown);
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
    Running now = running;
    return now == null ? new Tally() : now.model().matrix().tally();
  }

  /// The offset behind the last event of a partition that was handled here, with what is not
  /// committed yet, or [Positions#UNKNOWN].
  public long next(int partition) {
    Running now = running;
    return now == null ? Positions.UNKNOWN : now.model().positions().next(partition);
  }

  /// Items known.
  public int items() {
    Running now = running;
    return now == null ? 0 : now.model().matrix().size();
  }

  /// Events that this instance's partitions hold and that were not handled at the last look.
  public long lag() {
    Running now = running;
    return now == null ? 0 : now.lag().lag();
  }

  /// Stops learning, commits, and tells what the topics then hold of it.
  ///
  /// @return the committed tally
  public Tally commitAndStopLearning() throws InterruptedException {
    Running now = running;
    if (now == null) {
      return new Tally();
    }
    long handled = now.model().matrix().tally().handled();
    leave(now.streams());
    // The tasks are closed, so the matrix now shows what the feed has read of the last commit.
    long deadline = System.nanoTime() + COMMITTED_TIMEOUT.toNanos();
    while (now.model().matrix().tally().handled() < handled && System.nanoTime() < deadline) {
      Thread.sleep(WAIT_MILLIS);
    }
    return now.model().matrix().tally();
  }

  private Optional<String> notReady() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      return Optional.of("failed: " + Failures.line(thrown));
    }
    return phase.isEmpty() ? Optional.empty() : Optional.of(phase);
  }

  private Answers.Status status() {
    Running now = running;
    return StatusReport.of(
        settings,
        api.port(),
        notReady(),
        metrics,
        now == null ? null : now.model(),
        now == null ? "STARTING" : now.streams().state().name(),
        now == null ? Map.of() : now.lag().standings(),
        now == null ? 0 : now.lag().catchUpSeconds());
  }

  /// Goes on answering for a while, not ready any more, so that whoever shares out requests hears
  /// of it before any of them is lost.
  private void drain() {
    api.endConnections();
    if (running == null || failure.get() != null) {
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
    while (!closers.isEmpty()) {
      try {
        closers.pop().close();
      } catch (Exception failed) {
        LOG.warn("While stopping: {}", Failures.line(failed));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
