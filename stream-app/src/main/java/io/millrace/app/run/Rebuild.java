package io.millrace.app.run;

import io.millrace.app.feed.TopicReader;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.topology.LearnScope;
import io.millrace.app.topology.TakeBacks;
import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Learns a model from the topics anew, under an application id of its own, beside whatever runs.
///
/// First it notes where the topics end, and reads what was taken back up to now: what a user undid
/// or had erased, and deleted items, leave no trace. Then one instance without HTTP learns from the
/// beginning up to the bound. It says in the topics of models that the model is being built before
/// it makes anything, and that it is built once the group's offsets stand at the bound, from where
/// whoever serves it learns on. A rebuild that was broken off begins from nothing: what a restart
/// cannot restore, the draws of negatives, would make another model.
public final class Rebuild {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,200}");
  private static final Duration COMMITTED_TIMEOUT = Duration.ofSeconds(60);
  private static final long WAIT_MILLIS = 50;

  /// Share of the heap for what was taken back, and what an entry takes of it.
  private static final int HEAP_SHARE = 4;

  private static final int TAKE_BACK_BYTES = 32;

  private final AppSettings application;
  private final AppSettings settings;
  private final Until until;
  private final Progress progress;

  /// Hears how far it has come.
  public interface Progress {
    /// What it does before it learns.
    void phase(String what);

    /// @param done offsets that were handled
    /// @param total offsets to handle: events, and a few that only end transactions
    void learned(long done, long total);
  }

  /// What became of it.
  ///
  /// @param tally of the events up to the bound
  /// @param items known
  /// @param takenBack erasures and undone items that were found
  public record Result(Tally tally, int items, long takenBack) {}

  /// @param application whose topics and options these are
  /// @param id of the new model
  /// @throws IllegalArgumentException naming the id if it cannot be one
  public Rebuild(AppSettings application, String id, Until until, Progress progress) {
    if (!ID.matcher(id).matches() || id.equals(Models.SERVING)) {
      throw new IllegalArgumentException(
          "into is '%s', but must be 1 to 200 letters, digits, dots, hyphens or underscores, and not '%s'"
              .formatted(id, Models.SERVING));
    }
    if (id.equals(application.applicationId())) {
      throw new IllegalArgumentException(
          "into is '%s', which is the application itself: give the new model another id"
              .formatted(id));
    }
    this.application = application;
    this.settings =
        application
            .of(id, application.learner(), application.rules(), application.eventIds())
            .unasked();
    this.until = until;
    this.progress = progress;
  }

  /// Learns the model.
  ///
  /// @throws StartException if something outside the program keeps it from being learned
  public Result run() throws InterruptedException {
    Memory.requireHeap();
    try (var topics = new Topics(application);
        var own = new Topics(settings);
        var group = new GroupOffsets(settings)) {
      Cluster cluster = Cluster.of(topics);
      topics.createModels();
      Models models = Models.read(application);
      requireFree(models, own);
      Bounds bounds = Bounds.of(application, cluster.partitions(), until);
      ModelRecord building =
          ModelRecord.building(settings, bounds.bound(), Instant.now().toString());
      // In this order: what is there of a model is known to be of one that is not finished.
      Models.write(application, settings.applicationId(), building.toJson());
      own.createModels();
      Models.write(settings, settings.applicationId(), building.toJson());
      progress.phase("making its topics");
      group.delete();
      own.deleteOwn();
      own.createOwn(cluster.partitions());

      Result result = learn(cluster, bounds, topics, models);
      group.set(bounds.next(settings));
      Models.write(settings, settings.applicationId(), building.built().toJson());
      Models.write(application, settings.applicationId(), building.built().toJson());
      return result;
    }
  }

  private void requireFree(Models models, Topics own) {
    String id = settings.applicationId();
    ModelRecord found = models.of(id);
    if (found != null && found.isBuilt()) {
      throw new StartException(
          "model '%s' is built already: name another with --into, or serve it with 'bin/millrace promote %s'"
              .formatted(id, id));
    }
    if (found == null && own.exists(settings.itemsChangelog())) {
      throw new StartException(
          "'%s' has topics, and they are not of a rebuild of '%s': name another with --into"
              .formatted(id, application.applicationId()));
    }
  }

  private Result learn(Cluster cluster, Bounds bounds, Topics topics, Models models)
      throws InterruptedException {
    TakeBacks takeBacks = collectTakeBacks(cluster.partitions());
    progress.phase("reading which items are deleted");
    AppSettings served =
        application.of(models.serving(), settings.learner(), settings.rules(), settings.eventIds());
    Set<String> deleted = DeletedItems.read(served, topics.exists(served.itemsChangelog()));
    LOG.info("{} erasures and undone items, {} deleted items", takeBacks.size(), deleted.size());
    var scope = LearnScope.below(bounds.bound(), takeBacks, deleted);
    var start = new ModelRun.Start(0, Kernels.best(), scope, 0, progress::phase);
    try (var run = ModelRun.start(settings, cluster, start, new ServedListener(new AppMetrics()))) {
      long total = bounds.events();
      IntToLongFunction next = p -> Math.max(scope.seen(p), run.lag().next(p));
      while (!bounds.isReached(next)) {
        run.requireHealthy();
        progress.learned(bounds.reached(next), total);
        Thread.sleep(WAIT_MILLIS);
      }
      Tally tally = run.commitAndStopLearning(COMMITTED_TIMEOUT);
      progress.learned(total, total);
      run.requireHealthy();
      requireAll(tally, bounds);
      return new Result(tally, run.model().matrix().size(), takeBacks.size());
    }
  }

  private TakeBacks collectTakeBacks(int partitions) throws InterruptedException {
    progress.phase("reading what was taken back");
    long maxEntries = Runtime.getRuntime().maxMemory() / HEAP_SHARE / TAKE_BACK_BYTES;
    var takeBacks = new TakeBacks(settings.rules(), partitions, maxEntries);
    try {
      TopicReader.read(
          settings.interactionsTopic(), KafkaConfigs.feed(settings), takeBacks::acceptEvent);
      TopicReader.read(settings.usersTopic(), KafkaConfigs.feed(settings), takeBacks::acceptUser);
    } catch (IllegalStateException full) {
      throw new StartException(String.valueOf(full.getMessage()), full);
    }
    return takeBacks;
  }

  /// Whatever was handled is counted once. Offsets that are not counted end transactions, or are of
  /// aborted ones, as long as the topic dropped nothing meanwhile.
  private void requireAll(Tally tally, Bounds bounds) {
    long total = bounds.events();
    boolean isShort = tally.handled() < total && bounds.hasLostSome(settings);
    if (isShort || tally.handled() > total) {
      throw new StartException(
          "%d of %d events are counted in the model: 'bin/millrace rebuild --into %s' learns it anew"
              .formatted(tally.handled(), total, settings.applicationId()));
    }
  }
}
