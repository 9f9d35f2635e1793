package io.millrace.app.run;

import io.millrace.app.http.Answers;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows which model is to be served, on a thread of its own, and goes over to it without a gap.
///
/// The steps of an instance are in this order, so that any of several finds an answer at any time:
/// 1. It brings the model up beside the one that it serves, and waits until it has caught up.
/// 2. It answers from it what others pass on.
/// 3. It waits until the others do so too, so that nobody joins the model's group any more.
/// 4. It serves the model; from the old one it answers only what others pass on.
/// 5. Once the others serve it too, it leaves the old one's group and lets the old one go.
///
/// If any step before the fourth fails, it goes on with the model that it serves, says so, and
/// tries again when it is told again.
final class Promotions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Promotions.class);
  private static final long POLL_MILLIS = 100;

  /// Events that a model may be behind when it is served, beside twice as many as the one before.
  private static final long CAUGHT_UP = 200;

  /// After so long without getting closer, a model will not catch up: events come faster than they
  /// are learned.
  private static final long STALLED_NANOS = Duration.ofMinutes(1).toNanos();

  /// For how long others are waited for, and what they pass on is answered from the old model.
  private static final Duration OTHERS_TIMEOUT = Duration.ofMinutes(1);

  /// Looks in a row that find everyone ready: while partitions move it may look so for a moment.
  private static final int STEADY_LOOKS = 10;

  private static final Duration FAREWELL = Duration.ofSeconds(2);
  private static final String GIVEN_UP = "given up: ";
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final AppSettings settings;
  private final Models models;
  private final Host host;
  private final Thread thread;
  private Models.Wanted seen;
  private volatile boolean closing;
  private volatile Answers.@Nullable Preparing preparing;
  private volatile @Nullable ModelRun beside; // a model that runs and is not served

  /// The instance, as far as it matters here.
  interface Host {
    ModelRun served();

    /// Starts a model beside the one that is served.
    ///
    /// @param phase hears what the start is waiting for
    ModelRun start(AppSettings model, Consumer<String> phase) throws InterruptedException;

    /// Answers from a model what others pass on.
    void add(ModelRun run);

    /// Whether each partition of a model has an instance that learns it, and all other instances
    /// that have it or the old one answer from it, or have given it up.
    boolean isAnsweredEverywhere(ModelRun next, ModelRun old);

    /// Whether another instance still serves the old model.
    boolean isServedElsewhere(ModelRun old);

    /// Serves a model that was added.
    void serve(ModelRun run);

    /// Answers nothing from a model any more.
    void remove(ModelRun run);
  }

  /// @param seen which model the instance was started with
  Promotions(AppSettings settings, Models models, Models.Wanted seen, Host host) {
    this.settings = settings;
    this.models = models;
    this.seen = seen;
    this.host = host;
    this.thread = Thread.ofPlatform().name("promotions").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// The model that is brought up, or the last one that was given up; null if there is none.
  Answers.@Nullable Preparing preparing() {
    return preparing;
  }

  /// Whether an instance says that it does not go over to a model.
  static boolean isGivenUp(Answers.Preparing told) {
    return told.state().startsWith(GIVEN_UP);
  }

  private void run() {
    try {
      while (!closing) {
        Models.Wanted wanted = models.wanted();
        if (!wanted.equals(seen)) {
          seen = wanted;
          preparing = null;
          if (!wanted.modelId().equals(host.served().id())) {
            goOver(wanted);
          }
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException closed) {
      // What was begun is let go in close.
    }
  }

  private void goOver(Models.Wanted wanted) throws InterruptedException {
    ModelRun old = host.served();
    String id = wanted.modelId();
    LOG.info("Brings up model {} beside {}", id, old.id());
    ModelRun next;
    try {
      next = bringUp(wanted, old);
    } catch (RuntimeException failed) {
      String why = Failures.line(failed);
      if (!closing) {
        LOG.warn("Goes on serving model {}, not {}: {}", old.id(), id, why);
      }
      letGo();
      preparing = new Answers.Preparing(id, GIVEN_UP + why, null);
      return;
    }
    preparing = null;
    beside = old;
    host.serve(next);
    LOG.info("Serves model {}", id);
    Thread.sleep(FAREWELL);
    long deadline = System.nanoTime() + OTHERS_TIMEOUT.toNanos();
    while (isServedElsewhere(old) && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
    }
    letGo();
  }

  private boolean isServedElsewhere(ModelRun old) {
    try {
      return host.isServedElsewhere(old);
    } catch (RuntimeException stopping) {
      return false;
    }
  }

  private ModelRun bringUp(Models.Wanted wanted, ModelRun old) throws InterruptedException {
    String id = wanted.modelId();
    AppSettings chosen = models.settingsOf(settings, id);
    tell(id, "starting", null);
    // Of the same events two models know about as much.
    Memory.requireRoomForTwo(
        old.bytes() + old.bytes(chosen.learner().rank()), Runtime.getRuntime().maxMemory());
    ModelRun next = host.start(chosen, phase -> tell(id, phase, null));
    beside = next;
    awaitCaughtUp(wanted, next, old);
    host.add(next);
    tell(id, "waiting for other instances", next.lag().lag());
    awaitOthers(wanted, next, old);
    return next;
  }

  private void awaitCaughtUp(Models.Wanted wanted, ModelRun next, ModelRun old)
      throws InterruptedException {
    long closest = Long.MAX_VALUE;
    long closestNanos = System.nanoTime();
    while (true) {
      requireWanted(wanted, next);
      long lag = next.lag().lag();
      tell(next.id(), "catching up", lag);
      if (next.lag().hasLooked()) {
        if (lag <= CAUGHT_UP + 2 * old.lag().lag()) {
          return;
        }
        if (lag < closest) {
          closest = lag;
          closestNanos = System.nanoTime();
        } else if (System.nanoTime() - closestNanos > STALLED_NANOS) {
          LOG.warn("Model {} is {} events behind and does not catch up", next.id(), lag);
          return;
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void awaitOthers(Models.Wanted wanted, ModelRun next, ModelRun old)
      throws InterruptedException {
    long deadline = System.nanoTime() + OTHERS_TIMEOUT.toNanos();
    int looks = 0;
    while (looks < STEADY_LOOKS) {
      requireWanted(wanted, next);
      looks = host.isAnsweredEverywhere(next, old) ? looks + 1 : 0;
      if (System.nanoTime() > deadline) {
        LOG.warn(
            "Not all other instances answer from model {} after {} s",
            next.id(),
            OTHERS_TIMEOUT.toSeconds());
        return;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void requireWanted(Models.Wanted wanted, ModelRun next) {
    next.requireHealthy();
    if (!models.wanted().equals(wanted)) {
      throw new StartException("model '%s' is wanted by now".formatted(models.serving()));
    }
  }

  private void tell(String id, String state, @Nullable Long lag) {
    preparing = new Answers.Preparing(id, state, lag);
  }

  private void letGo() {
    ModelRun run = beside;
    beside = null;
    if (run != null) {
      host.remove(run);
      run.close();
    }
  }

  /// Ends the thread and lets go of the model that is not served.
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      var _ = thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    letGo();
  }
}
