package io.millrace.app.run;

import io.millrace.app.http.Answers;
import io.millrace.app.http.Api;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.query.EventPublisher;
import io.millrace.app.query.KnownOwners;
import io.millrace.app.query.UserRouter;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.LearnScope;
import io.millrace.app.topology.UserStore;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.vector.Kernels;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/// The model that an instance serves: starts models, has HTTP answer from them and the metrics tell
/// of them. The first is served by [#open], later ones as promotions say.
final class Serving implements Promotions.Host, AutoCloseable {
  private final Cluster cluster;
  private final Kernels kernels;
  private final Api api;
  private final AppMetrics metrics;
  private final EventPublisher publisher;
  private final String address;
  private final ModelRun first;
  private volatile @Nullable ModelRun served;

  /// Starts the first model.
  ///
  /// @param settings of the instance
  /// @param chosen settings of the model
  /// @param phase hears what the start is waiting for
  /// @throws StartException if it cannot go on
  Serving(
      AppSettings settings,
      AppSettings chosen,
      Cluster cluster,
      Kernels kernels,
      Api api,
      AppMetrics metrics,
      EventPublisher publisher,
      Consumer<String> phase)
      throws InterruptedException {
    this.cluster = cluster;
    this.kernels = kernels;
    this.api = api;
    this.metrics = metrics;
    this.publisher = publisher;
    this.address = settings.address(api.port());
    var listener = new ServedListener(metrics);
    listener.count();
    this.first = start(chosen, 0, listener, phase);
  }

  /// Begins to answer from the first model.
  void open() {
    add(first);
    serve(first);
  }

  /// The model that is served, or null before the first is.
  @Nullable ModelRun current() {
    return served;
  }

  @Override
  public ModelRun served() {
    ModelRun now = served;
    return now == null ? first : now;
  }

  @Override
  public ModelRun start(AppSettings chosen, Consumer<String> phase) throws InterruptedException {
    GroupOffsets.requireSome(chosen);
    return start(chosen, served().bytes(), new ServedListener(metrics), phase);
  }

  /// @param taken bytes of heap that another model takes
  private ModelRun start(
      AppSettings chosen, long taken, ServedListener listener, Consumer<String> phase)
      throws InterruptedException {
    var start = new ModelRun.Start(api.port(), kernels, LearnScope.EVERYTHING, taken, phase);
    return ModelRun.start(chosen, cluster, start, listener);
  }

  @Override
  public void add(ModelRun run) {
    InstanceModel model = run.model();
    var router = new UserRouter(model.userStores(), run.owners(), run.lag()::ofCopy);
    api.add(run.id(), model, run.catalogue(), router, publisher, address);
  }

  @Override
  public boolean isAnsweredEverywhere(ModelRun next, ModelRun old) {
    KnownOwners owners = next.owners();
    for (int partition = 0; partition < cluster.partitions(); partition++) {
      UserStore store = next.model().userStores().of(partition);
      boolean here = store != null && store.isComplete();
      if (!here && owners.apply(partition).owner().isEmpty()) {
        return false;
      }
    }
    Set<HostInfo> others = others(next);
    others.addAll(others(old));
    return others.stream()
        .allMatch(other -> api.answersFrom(next.id(), other) || hasGivenUp(other, next.id()));
  }

  private boolean hasGivenUp(HostInfo other, String modelId) {
    return api.statusOf(other)
        .map(Answers.Status::preparing)
        .filter(each -> each.model().equals(modelId) && Promotions.isGivenUp(each))
        .isPresent();
  }

  @Override
  public boolean isServedElsewhere(ModelRun old) {
    return others(old).stream()
        .flatMap(other -> api.statusOf(other).stream())
        .anyMatch(status -> status.model().equals(old.id()));
  }

  /// The other instances that have partitions of a model, or copies of them.
  private Set<HostInfo> others(ModelRun run) {
    Set<HostInfo> others = new HashSet<>();
    KnownOwners owners = run.owners();
    for (int partition = 0; partition < cluster.partitions(); partition++) {
      UserRouter.Owners found = owners.apply(partition);
      found.owner().ifPresent(others::add);
      others.addAll(found.copies());
    }
    return others;
  }

  @Override
  public void serve(ModelRun run) {
    ItemMatrix matrix = run.model().matrix();
    metrics.watch(
        new AppMetrics.Watched(
            run.id(),
            matrix.life(),
            run.model().index(),
            run.model().userIndex(),
            () -> (double) matrix.tally().users(),
            () -> (double) matrix.size(),
            () -> (double) run.lag().lag(),
            run.lag()::catchUpSeconds,
            () -> matrix.tally().hitRate()));
    served().setServed(false);
    run.setServed(true);
    served = run;
    api.serve(run.id());
  }

  @Override
  public void remove(ModelRun run) {
    api.remove(run.id());
  }

  /// Lets go of the model that is served.
  @Override
  public void close() {
    served().close();
  }
}
