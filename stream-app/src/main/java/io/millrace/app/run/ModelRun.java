package io.millrace.app.run;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.feed.ItemFeed;
import io.millrace.app.feed.TopicFeed;
import io.millrace.app.query.KnownOwners;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.LearnScope;
import io.millrace.app.topology.Limits;
import io.millrace.app.topology.MillraceTopology;
import io.millrace.app.topology.ReadPositions;
import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
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

/// One model in an instance, from its start until it is let go: item matrix and indexes, the feeds
/// that it follows, and the topology that learns it. All under the application id of its settings.
///
/// It starts in the order in which it needs things: the feeds, read up to where they end now, so
/// that learning starts from the whole model; then the topology. It stops in the reverse order.
/// Where a part of it fails it goes on as far as it can, and says so in [#requireHealthy].
final class ModelRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRun.class);
  private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(7);
  private static final long WAIT_MILLIS = 20;
  private static final long SECOND_NANOS = 1_000_000_000;

  /// For copies at the start, which take seconds.
  private static final Duration COPIES_PATIENCE = Duration.ofSeconds(15);

  private final AppSettings settings;
  private final Cluster cluster;
  private final InstanceModel model;
  private final Catalogue catalogue;
  private final ServedListener listener;
  private final Start start;
  private final KafkaStreams streams;
  private final KnownOwners owners;
  private final LagMonitor lag;
  private final TopicFeed itemsFeed;
  private final TopicFeed learnedFeed;
  private final TopicWatch topicWatch;
  private final List<Repeating> upkeep;
  private final LostTransactions lostTransactions = new LostTransactions();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Closers closers = new Closers();

  /// How a model is started.
  ///
  /// @param port under which this instance answers, 0 if it does not
  /// @param kernels by which it learns and ranks
  /// @param scope of what it learns
  /// @param taken bytes of heap that another model takes meanwhile
  /// @param phase hears what the start is waiting for
  record Start(int port, Kernels kernels, LearnScope scope, long taken, Consumer<String> phase) {}

  private ModelRun(AppSettings settings, Cluster cluster, Start start, ServedListener listener) {
    this.settings = settings;
    this.cluster = cluster;
    this.start = start;
    this.listener = listener;
    int partitions = cluster.partitions();
    Limits limits =
        settings
            .growth()
            .limits(Runtime.getRuntime().maxMemory(), settings.learner().rank(), partitions);
    this.model =
        InstanceModel.create(
                settings.learner(),
                settings.rules(),
                partitions,
                settings.testShare(),
                settings.similarUsers(),
                limits,
                start.kernels())
            .withEventIds(settings.eventIds())
            .within(start.scope());
    this.catalogue = new Catalogue(model, listener::itemRejected, listener.unknownOfItems());
    this.streams =
        new KafkaStreams(
            MillraceTopology.build(
                new MillraceTopology.TopicNames(
                    settings.interactionsTopic(),
                    settings.usersTopic(),
                    settings.mergesTopic(),
                    settings.deadLetterTopic()),
                model,
                listener),
            streamsConfig());
    this.owners =
        new KnownOwners(
            streams,
            // Read the way Streams reads it, to be known among the others.
            HostInfo.buildFromEndpoint(settings.address(start.port())),
            partitions);
    this.lag = new LagMonitor(settings, streams, model);
    this.learnedFeed =
        feed(
            settings.itemsChangelog(),
            Runtime.getRuntime().availableProcessors(),
            new ItemFeed(model.matrix(), model.feedProgress(), listener::visible)::accept);
    this.itemsFeed = feed(settings.itemsTopic(), 1, catalogue::accept);
    var topics = new Topics(settings);
    this.topicWatch = new TopicWatch(settings, partitions, topics.view(), this::fail);
    this.upkeep =
        List.of(
            repeating(
                "index-keeper",
                IndexKeeper.PAUSE_NANOS,
                new IndexKeeper(model.index(), model.userIndex())),
            repeating("copy-keeper", SECOND_NANOS, model.copies()::tend),
            repeating("clock-watch", SECOND_NANOS, new ClockWatch(System::currentTimeMillis)),
            repeating(
                "mark-watch",
                SECOND_NANOS,
                new MarkWatch(model.matrix(), partitions, lag::isAnswered, System::nanoTime)));
    closers.addAll(List.of(topicWatch, lag, () -> leave(streams), learnedFeed, itemsFeed));
    closers.addAll(upkeep);
    closers.addLast(topics);
  }

  private Properties streamsConfig() {
    Properties config = KafkaConfigs.streams(settings, start.port(), cluster.sessionMillis());
    config.putAll(ReadPositions.config(config, model.positions(), settings.interactionsTopic()));
    return config;
  }

  private Repeating repeating(String name, long pauseNanos, Runnable step) {
    return new Repeating(name, pauseNanos, step, this::fail);
  }

  private TopicFeed feed(
      String topic, int readers, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    return new TopicFeed(topic, KafkaConfigs.feed(settings), readers, handler, this::fail);
  }

  /// Starts a model, whose topics are there, and returns once it is whole and learns. An interrupt
  /// ends the start in order.
  ///
  /// @throws StartException if it cannot go on
  static ModelRun start(AppSettings settings, Cluster cluster, Start start, ServedListener listener)
      throws InterruptedException {
    var run = new ModelRun(settings, cluster, start, listener);
    boolean started = false;
    try {
      run.run();
      started = true;
      return run;
    } finally {
      if (!started) {
        run.close();
      }
    }
  }

  private void run() throws InterruptedException {
    tellLimits();
    upkeep.forEach(Repeating::start);
    start.phase().accept("reading the items");
    catchUp(itemsFeed);
    start.phase().accept("reading what was learned");
    catchUp(learnedFeed);
    requireRoom();

    start.phase().accept("joining the group and restoring the users");
    startStreams();
    lag.start();
    topicWatch.start();
    start.phase().accept("reading the copies of other instances' users");
    awaitCopies();
  }

  /// Waits until every copy that this instance is to have can stand in for its owner: whoever
  /// restarts one instance after the other goes on once this one is ready. Bounded, since other
  /// instances' trouble is not this one's.
  private void awaitCopies() throws InterruptedException {
    if (settings.group().standbys() == 0) {
      return;
    }
    var copies = new FirstCopies(model.userStores(), cluster.partitions(), owners);
    long deadline = System.nanoTime() + COPIES_PATIENCE.toNanos();
    while (!copies.areWhole()) {
      requireHealthy();
      if (System.nanoTime() > deadline) {
        LOG.warn(
            "Copies of other instances' users are not whole yet; this instance answers without");
        return;
      }
      Thread.sleep(WAIT_MILLIS);
    }
  }

  private void tellLimits() {
    int rank = settings.learner().rank();
    int partitions = cluster.partitions();
    Limits limits = model.limits();
    long heap = Runtime.getRuntime().maxMemory();
    LOG.info(
        "Learning {} with rank {} on {} partitions, kernels {}; up to {} items and {} users, which"
            + " take about {} MiB of a heap of {} MiB",
        id(),
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
  }

  private void requireRoom() {
    long items = model.matrix().size();
    long users = model.matrix().tally().users();
    Memory.requireRoom(
        items,
        users,
        Runtime.getRuntime().maxMemory() - start.taken(),
        settings.learner().rank(),
        cluster.partitions());
    LOG.info(
        "{} items and {} users are stored, which take about {} MiB",
        items,
        users,
        Memory.mebibytes(bytes()));
  }

  /// Bytes of heap that the model takes, as far as can be told from how much it knows.
  long bytes() {
    return bytes(settings.learner().rank());
  }

  /// The same if its vectors were of another length.
  long bytes(int rank) {
    return Memory.bytes(
        model.matrix().size(), model.matrix().tally().users(), rank, cluster.partitions());
  }

  private void catchUp(TopicFeed feed) throws InterruptedException {
    feed.start();
    while (!feed.awaitCaughtUp(Duration.ofMillis(WAIT_MILLIS))) {
      requireHealthy();
    }
  }

  private void startStreams() throws InterruptedException {
    streams.setUncaughtExceptionHandler(this::handle);
    if (settings.group().protocol() == GroupSettings.Protocol.STREAMS) {
      GroupConfigs.set(settings);
    }
    closers.push(new AbandonedTransactions(settings, streams));
    streams.start();
    while (streams.state() != KafkaStreams.State.RUNNING) {
      requireHealthy();
      Thread.sleep(WAIT_MILLIS);
    }
  }

  private StreamThreadExceptionResponse handle(Throwable thrown) {
    if (lostTransactions.mayReplace(thrown, System.nanoTime())) {
      LOG.warn("A stream thread lost its transaction and is replaced: {}", Failures.line(thrown));
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    fail(thrown);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private void fail(Throwable thrown) {
    String change = topicWatch.change();
    Throwable cause = change == null ? thrown : new StartException(change, thrown);
    if (failure.compareAndSet(null, cause)) {
      LOG.debug("Model {} cannot go on", id(), thrown);
    }
  }

  private static void leave(KafkaStreams streams) {
    streams.close(
        CloseOptions.timeout(LEAVE_TIMEOUT)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  /// Why the model cannot go on, or null if it can.
  @Nullable Throwable failure() {
    return failure.get();
  }

  /// @throws StartException if a part of it has failed
  void requireHealthy() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new StartException("this instance cannot go on: " + Failures.line(thrown), thrown);
    }
  }

  /// Says whether the metrics are to tell of this model.
  void setServed(boolean served) {
    listener.setServed(served);
  }

  /// The application id under which it is learned.
  String id() {
    return settings.applicationId();
  }

  AppSettings settings() {
    return settings;
  }

  InstanceModel model() {
    return model;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  KafkaStreams streams() {
    return streams;
  }

  /// Who else has the partitions.
  KnownOwners owners() {
    return owners;
  }

  LagMonitor lag() {
    return lag;
  }

  /// Stops learning, commits, and tells what the topics then hold of it.
  ///
  /// @param patience for the feed to read the last commit
  /// @return the committed tally
  Tally commitAndStopLearning(Duration patience) throws InterruptedException {
    long handled = model.matrix().tally().handled();
    leave(streams);
    // The tasks are closed, so the matrix now shows what the feed has read of the last commit.
    long deadline = System.nanoTime() + patience.toNanos();
    while (model.matrix().tally().handled() < handled && System.nanoTime() < deadline) {
      Thread.sleep(WAIT_MILLIS);
    }
    return model.matrix().tally();
  }

  @Override
  public void close() {
    closers.close();
  }
}
