package io.millrace.app.topology;

import java.time.Duration;
import java.util.function.IntSupplier;

/// When a task asks for a commit before Streams would make one, by the events that it handled since
/// the last.
///
/// Others learn from an instance's rows only once they are committed. Where instances share the
/// partitions, that is twice a second, and sooner when many events come: gradients against rows
/// that are further behind cost quality. How far behind they may be depends on what time the events
/// tell of. In a backlog or a replay thousands of events may be weeks, in which tastes change;
/// those of a moment ago come at a rate at which twice a second is soon enough.
///
/// An instance that learns alone commits once a second, and leaves it to the interval of Streams
/// when it has much to do: nobody waits for its rows, and those that the next events change again
/// are then written once.
final class CommitPace {
  /// How often to ask whether a commit [#isDue], which counts by it.
  static final Duration LOOK = Duration.ofMillis(250);

  /// The shortest time between the commits that steps of merges ask for, and how often to ask
  /// whether one [#isStepWaiting]. A person waits for a step, but of a flood of them many have to
  /// go into one commit: with a commit each, 120 merges a second were done.
  static final Duration STEP = Duration.ofMillis(50);

  /// Uncommitted events of one instance that tell of more than [#MOMENT_MILLIS].
  private static final int MAX_UNSEEN = 300;

  /// Uncommitted events of all instances, whatever they tell of: learners that are many thousands
  /// behind may drift apart for good.
  private static final int MAX_UNSEEN_OF_A_MOMENT = 4_000;

  private static final long MOMENT_MILLIS = 5_000;

  private static final int SHARED_LOOKS = 2;
  private static final int ALONE_LOOKS = 4;
  private static final int MANY = 500;

  private final IntSupplier activePartitions;
  private final int partitions;
  private int events;
  private int looks; // since the first of them
  private long newestBefore; // newest event time, once the first of them was handled
  private boolean urgent;
  private boolean stepWaits;
  private long stepMillis = -STEP.toMillis(); // of the last commit that a step asked for

  /// @param activePartitions that this instance learns
  /// @param partitions that there are
  CommitPace(IntSupplier activePartitions, int partitions) {
    this.activePartitions = activePartitions;
    this.partitions = partitions;
  }

  /// An event was handled, or something else changed that is to be committed.
  ///
  /// @param newestMillis when the newest event of all happened, this one included
  void changed(long newestMillis) {
    if (events++ == 0) {
      newestBefore = newestMillis;
    }
  }

  /// Something was taken back, which is to be gone everywhere within a second.
  void tookBack() {
    urgent = true;
  }

  /// A step of a merge was taken.
  ///
  /// @param nowMillis of a clock that does not jump
  /// @return whether to commit at once; else the step waits for the next look
  boolean stepped(long nowMillis) {
    stepWaits = nowMillis - stepMillis < STEP.toMillis();
    if (!stepWaits) {
      stepMillis = nowMillis;
    }
    return !stepWaits;
  }

  /// Whether a step of a merge waits to be committed, and may be now.
  boolean isStepWaiting() {
    return stepWaits;
  }

  /// Whether the instances that learn the other partitions may miss too much of what was learned
  /// here.
  ///
  /// @param newestMillis as of [#changed]
  boolean isFarAhead(long newestMillis) {
    if (isAlone()) {
      return false;
    }
    boolean ofAMoment = newestMillis - newestBefore <= MOMENT_MILLIS;
    return events * partitions >= MAX_UNSEEN_OF_A_MOMENT
        || (!ofAMoment && events * activePartitions.getAsInt() >= MAX_UNSEEN);
  }

  /// Whether what changed, or was taken back, has waited long enough.
  boolean isDue() {
    looks += events > 0 ? 1 : 0;
    return urgent || (isAlone() ? events < MANY && looks >= ALONE_LOOKS : looks >= SHARED_LOOKS);
  }

  private boolean isAlone() {
    return activePartitions.getAsInt() == partitions;
  }

  /// From now on counts anew.
  void committed() {
    events = 0;
    looks = 0;
    urgent = false;
    stepWaits = false;
  }
}
