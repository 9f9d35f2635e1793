package io.millrace.app.topology;

import io.millrace.app.topology.EventIntake.Accepted;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Merge;
import io.millrace.model.event.Rejection;
import io.millrace.model.event.Undo;
import io.millrace.model.index.PrequentialTest;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Learns each event of one partition: validate, test, learn, and before the next commit write what
/// changed. An event that is sent again is counted and not learned; what a user takes back is
/// forgotten, and so is a user who is to be erased, here or on the topic of users. Histories of
/// visitors move to accounts by way of the topic of merges.
///
/// Nothing is changed until the event is known to be good. What is changed is changed in memory and
/// visible at once; bytes are made once per commit and go to the changelogs in the same transaction
/// as the event's offset. An abort throws memory and bytes away together: Streams closes the task,
/// which empties its stores and takes its part out of the item matrix.
final class LearnProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  /// Changed rows and users from which on a commit is asked for, to bound what one transaction
  /// holds.
  private static final int MAX_DIRTY = 50_000;

  /// How often marks and deletions are looked at while no events come.
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final InstanceModel model;
  private final String usersTopic;
  private final String mergesTopic;
  private final LearnListener listener;
  private final EventIntake intake;
  private final UserIntake userIntake;
  private final PrequentialTest test;

  // Set by init: Streams may initialise one processor several times, each time with restored
  // stores.
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<Bytes, byte[]> loggedUsers;
  private KeyValueStore<Bytes, byte[]> loggedItems;
  private KeyValueStore<Bytes, byte[]> cachedHook;
  private UserStore users;
  private ItemStore items;
  private ItemPart part;
  private Tally tally;
  private Learner learner;
  private ItemUpkeep upkeep;
  private StoredPosition position;
  private TakenBack takenBack;
  private UserMerges merges;
  private CommitPace pace;
  private boolean armed;

  LearnProcessor(
      InstanceModel model, String usersTopic, String mergesTopic, LearnListener listener) {
    this.model = model;
    this.usersTopic = usersTopic;
    this.mergesTopic = mergesTopic;
    this.listener = listener;
    this.intake =
        new EventIntake(
            model.rules(), model.partitions(), (name, _) -> listener.unknownField(false, name));
    this.userIntake =
        new UserIntake(model.partitions(), (name, _) -> listener.unknownField(true, name));
    this.test = new PrequentialTest(model.matrix(), model.index());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> newContext) {
    context = newContext;
    loggedUsers = context.getStateStore(MillraceTopology.USERS);
    loggedItems = context.getStateStore(MillraceTopology.ITEMS);
    cachedHook = context.getStateStore(MillraceTopology.COMMIT_HOOK);
    users = StoreAccess.inner(loggedUsers, UserStore.class);
    items = StoreAccess.inner(loggedItems, ItemStore.class);
    users.take();
    part = items.part();
    tally = part.tally().copy();
    position = restoredPosition();
    StateCheck.requireUsers(part.partition(), users.size(), tally.users());
    learner = new Learner(model.settings(), model.matrix(), part, model.kernels());
    upkeep = new ItemUpkeep(model, part, learner, users, listener);
    takenBack = new TakenBack(model.scope());
    merges =
        new UserMerges(
            model, users, message -> context.forward(message, MillraceTopology.MERGES_OUT));
    upkeep.forbid(model.scope().deletedItems(), steadyMillis());
    upkeep.liftListed(steadyMillis());
    pace = new CommitPace(model.matrix()::activeParts, model.partitions());
    armed = false;
    context.schedule(CommitPace.LOOK, PunctuationType.WALL_CLOCK_TIME, _ -> commitIfDue());
    context.schedule(CommitPace.STEP, PunctuationType.WALL_CLOCK_TIME, _ -> commitSteps());
    context.schedule(IDLE, PunctuationType.WALL_CLOCK_TIME, _ -> tick());
    StoreAccess.inner(cachedHook, CommitHook.class).beforeCommit(this::writeChanges);
    model.matrix().activate(part);
    users.markComplete();
  }

  /// Where the task that wrote the state was, and where this one goes on.
  private StoredPosition restoredPosition() {
    StoredPosition ofUsers = users.position();
    StoredPosition ofItems = items.position();
    if (ofUsers != null && ofItems != null) {
      // They differ only if something else than this program changed one of the topics.
      return ofUsers.equals(ofItems)
          ? ofItems
          : StoredPosition.unknownFrom(
              Math.max(ofUsers.write(), ofItems.write()),
              Math.max(ofUsers.merges(), ofItems.merges()));
    }
    boolean isNew = tally.handled() == 0 && users.size() == 0;
    if (!isNew) {
      return StoredPosition.unknownFrom(0, 0);
    }
    return model.scope().hasBound() ? StoredPosition.START_WITHOUT_USERS : StoredPosition.START;
  }

  @Override
  public void process(Record<byte[], byte[]> sent) {
    RecordMetadata source = context.recordMetadata().orElseThrow();
    if (source.topic().equals(usersTopic)) {
      if (model.scope().hasBound()) {
        return;
      }
      requireNew(position.users(), source);
      takeUser(sent, source);
      position = position.afterUser(source.offset());
    } else if (source.topic().equals(mergesTopic)) {
      requireNew(position.merges(), source);
      takeMerge(sent, source);
      position = position.afterMerge(source.offset());
    } else {
      if (isBeyondScope(source)) {
        return;
      }
      requireNew(position.interactions(), source);
      takeEvent(sent, source);
      position = position.afterInteraction(source.offset());
      model.positions().set(part.partition(), source.offset() + 1);
    }
    part.setTally(tally.copy());
    armCommitHook();
    if (part.dirtyCount() + users.dirtyCount() > MAX_DIRTY
        || pace.isFarAhead(tally.newestMillis())) {
      context.commit();
    }
  }

  private static void requireNew(long next, RecordMetadata source) {
    StateCheck.requireNew(source.topic(), source.partition(), next, source.offset());
  }

  private boolean isBeyondScope(RecordMetadata source) {
    model.scope().came(source.partition(), source.offset());
    return model.scope().isBeyond(source.partition(), source.offset());
  }

  private void takeEvent(Record<byte[], byte[]> sent, RecordMetadata source) {
    switch (acceptOrReject(sent, source)) {
      case null -> {}
      case Accepted.Event event -> takeInteraction(event, sent.timestamp(), source);
      case Accepted.Undoing undoing -> {
        undo(undoing.undo());
        count(Outcome.UNDONE);
      }
      case Accepted.Erasing erasing -> {
        erase(erasing.erasure().userId());
        count(Outcome.ERASED);
      }
      case Accepted.Merging merging -> {
        merge(() -> merges.begin(merging.merge(), source.offset(), sent.timestamp()));
        count(Outcome.MERGED);
      }
    }
  }

  private void takeMerge(Record<byte[], byte[]> sent, RecordMetadata source) {
    String userId;
    MergeRecord message;
    try {
      userId = MergeRecord.userId(sent.key());
      message = MergeRecord.read(sent.value() == null ? new byte[0] : sent.value());
    } catch (IncompatibleStateException damaged) {
      // Nobody but a task is to write this topic, so there is no user who could put it right.
      letter(
          sent,
          source,
          new InvalidEventException(
              Rejection.MALFORMED, "body", "merge", String.valueOf(damaged.getMessage())));
      return;
    }
    merge(() -> merges.take(userId, message));
  }

  /// Takes a step of a merge. Each of the others waits for its commit, and a person for the last.
  private void merge(Runnable step) {
    upkeep.drop();
    int before = users.size();
    step.run();
    int more = users.size() - before;
    if (more > 0) {
      tally.countUser();
      countUsersLetGo(LetGo.LIMIT, users.letGoOfExcess());
    } else if (more < 0) {
      tally.uncountUsers(-more);
    }
    if (pace.stepped(steadyMillis())) {
      context.commit();
    }
  }

  private void commitSteps() {
    if (pace.isStepWaiting()) {
      context.commit();
    }
  }

  private void letter(
      Record<byte[], byte[]> sent, RecordMetadata source, InvalidEventException fault) {
    context.forward(DeadLetters.letter(sent, source, fault), MillraceTopology.DEAD_LETTERS);
  }

  private void takeInteraction(Accepted.Event event, long sentMillis, RecordMetadata source) {
    Outcome other =
        isRepeated(event.event())
            ? Outcome.REPEATED
            : takenBack.outcome(event.event(), source.offset(), sentMillis);
    if (other != null) {
      count(other);
    } else if (learn(event, source)) {
      listener.learned(sentMillis);
    }
  }

  /// Not in the tally of events: the offsets of the topic of users are others.
  private void takeUser(Record<byte[], byte[]> sent, RecordMetadata source) {
    Optional<String> erased;
    try {
      erased = userIntake.accept(sent, source.partition());
    } catch (InvalidEventException fault) {
      listener.userRejected(fault.reason());
      letter(sent, source, fault);
      return;
    }
    if (erased.isPresent()) {
      erase(erased.get());
      listener.userErased();
    }
  }

  private void count(Outcome outcome) {
    tally.count(outcome);
    listener.handled(outcome);
  }

  private void commitIfDue() {
    if (upkeep.hasDeletions()) {
      pace.tookBack();
      tick();
    }
    if (armed && pace.isDue()) {
      context.commit();
    }
  }

  /// The event, or null if the record became a dead letter. What is thrown later is a fault of
  /// ours: it must fail the task, since by then something may have changed.
  private @Nullable Accepted acceptOrReject(Record<byte[], byte[]> sent, RecordMetadata source) {
    try {
      Accepted accepted = intake.accept(sent, source.partition());
      if (accepted instanceof Accepted.Merging(Merge merge)) {
        merges.requireRoom(merge);
      }
      return accepted;
    } catch (InvalidEventException fault) {
      tally.countRejected(fault.reason());
      listener.rejected(fault.reason());
      letter(sent, source, fault);
      return null;
    }
  }

  /// Called once the event has changed all that it changes: a cache without room runs the hook
  /// within the call, and what changed after that would not be written.
  private void armCommitHook() {
    pace.changed(tally.newestMillis());
    if (!armed) {
      armed = true;
      CommitHook.arm(cachedHook);
    }
  }

  /// Whether the event's id is among the last ones of its user.
  private boolean isRepeated(Interaction event) {
    String eventId = event.eventId();
    if (eventId == null || model.eventIds() == 0) {
      return false;
    }
    UserState user = users.known(event.userId());
    return user != null && user.hasEventId(eventId);
  }

  private void undo(Undo undo) {
    UserState user = users.known(undo.userId());
    int slot = model.matrix().slotOf(undo.itemId());
    if (user == null || slot < 0) {
      return;
    }
    pace.tookBack();
    boolean changed;
    synchronized (user) {
      changed = learner.undo(user, slot);
    }
    if (changed) {
      users.changed(undo.userId());
    }
  }

  private void erase(String userId) {
    pace.tookBack();
    if (users.erase(userId)) {
      tally.uncountUsers(1);
    }
  }

  /// @return false if the event is of a deleted item, and changes nothing
  private boolean learn(Accepted.Event accepted, RecordMetadata source) {
    String userId = accepted.event().userId();
    ItemMatrix matrix = model.matrix();
    upkeep.drop();
    String itemId = accepted.event().itemId();
    int slot = takenBack.isDeleted(itemId) ? -1 : matrix.intern(itemId);
    if (slot < 0) {
      tally.countRejected(Rejection.DELETED_ITEM);
      listener.rejected(Rejection.DELETED_ITEM);
      return false;
    }
    boolean isNew = users.known(userId) == null;
    UserState user = users.ensure(userId);
    var random = new SplittableRandom(seedOf(source));
    double share = model.testShare().at(matrix.size());
    long skippedBefore = learner.skippedUpdates();
    synchronized (user) {
      upkeep.clean(user);
      float[] query = learner.score(user, accepted.timeMillis());
      if (accepted.weight() > 0
          && TestShare.holds(share, seedOf(source))
          && test.applies(user, slot)) {
        int rank = test.rank(query, user, slot);
        tally.countTest(rank, share);
        listener.tested(rank, test.popularityRank(user, slot));
      }
      learner.learn(
          user,
          slot,
          model.typeNumbers().of(accepted.event().type()),
          accepted.weight(),
          accepted.timeMillis(),
          random);
      remember(user, accepted.event().eventId());
    }
    if (isNew) {
      tally.countUser();
    }
    users.changed(userId);
    tally.countLearned();
    tally.advanceTo(accepted.timeMillis());
    users.seen(userId);
    countUsersLetGo(LetGo.LIMIT, users.letGoOfExcess());
    countUsersLetGo(LetGo.TTL, users.letGoOfExpired(tally.newestMillis()));
    upkeep.learned(tally.newestMillis(), steadyMillis());
    if (learner.skippedUpdates() > skippedBefore) {
      listener.skipped(learner.skippedUpdates() - skippedBefore);
    }
    return true;
  }

  private void countUsersLetGo(LetGo why, int count) {
    if (count > 0) {
      tally.uncountUsers(count);
      listener.usersLetGo(why, count);
    }
  }

  private void remember(UserState user, @Nullable String eventId) {
    if (eventId != null && model.eventIds() > 0) {
      user.rememberEventId(eventId, model.eventIds());
    }
  }

  /// The random numbers of an event depend on its place in the topic and nothing else, so that it
  /// is learned alike after a restart.
  private long seedOf(RecordMetadata source) {
    return seedOf(model.settings().seed(), source.partition(), source.offset());
  }

  /// Partitions lie apart by something else than the golden ratio, by which [SplittableRandom]
  /// steps: the events of one partition would draw what those of the next one draw, a draw later.
  static long seedOf(long seed, int partition, long offset) {
    return seed + partition * 0xd1342543de82ef95L + offset;
  }

  /// A time that does not jump with the system's clock: marks must outlast transactions.
  private static long steadyMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /// Lets go of items, and of what is left of them, also while no events come; and gives state of
  /// an older version its position.
  private void tick() {
    upkeep.tick(steadyMillis());
    boolean hasNoPosition = items.position() == null && position.interactions() < 0;
    if (part.dirtyCount() + users.dirtyCount() > 0 || hasNoPosition) {
      armCommitHook();
    }
  }

  private void writeChanges() {
    if (!items.isOpen()) {
      // After an abort Streams closes the stores one by one, and flushes the hook's cache when its
      // turn comes. The emptied stores would write a tally of nothing.
      return;
    }
    upkeep.tick(steadyMillis());
    position = position.afterWrite();
    users.writeChanges(position, (key, value) -> loggedUsers.put(Bytes.wrap(key), value));
    items.writeChanges(position, (key, value) -> loggedItems.put(Bytes.wrap(key), value));
    armed = false;
    pace.committed();
  }

  @Override
  public void close() {
    users.markCopy();
    model.matrix().deactivate(part);
    model.positions().forget(part.partition());
  }
}
