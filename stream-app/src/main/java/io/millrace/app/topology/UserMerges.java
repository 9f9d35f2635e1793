package io.millrace.app.topology;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Merge;
import io.millrace.model.event.Rejection;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/// Moves what is known of a visitor to an account. The two are on partitions of their own, so that
/// their tasks talk by way of topic `<application>-merges`:
/// 1. The account's task reads the record of the merge, notes in the account's state that a history
///    is on its way, and sends a [MergeRecord.Request] to the visitor's task.
/// 2. The visitor's task sends the visitor's state in a [MergeRecord.Handover] and forgets the
///    visitor. It answers also if it knows nobody of that name.
/// 3. The account's task takes the state over, if the account still waits for it: an account that
///    was erased meanwhile does not, and the history is dropped.
///
/// Each step reads a record, changes a state and sends a record in one transaction, so each happens
/// once, whatever dies. The visitor's task takes the request in its turn by the time at which the
/// merge was sent ([MergeTime]), so that in a backlog the visitor's earlier events come before it.
///
/// A visitor who waits for a history of their own puts the request off, so that the histories of a
/// chain of merges all arrive. The number of tries has a bound, since merges may go in a circle.
///
/// Belongs to the task's thread.
final class UserMerges {
  /// How often a request is put off, at most. Each time takes a commit.
  private static final int MAX_TRIES = 20;

  private final UserStore users;
  private final UserCodec codec;
  private final LearnerSettings settings;
  private final int maxEventIds;
  private final Consumer<Record<byte[], byte[]>> send;

  /// @param send sends a record to the topic of merges
  UserMerges(InstanceModel model, UserStore users, Consumer<Record<byte[], byte[]>> send) {
    this.users = users;
    this.codec = new UserCodec(model);
    this.settings = model.settings();
    this.maxEventIds = model.eventIds();
    this.send = send;
  }

  /// Checks that an account can take over one more history.
  ///
  /// @throws InvalidEventException if it waits for too many
  void requireRoom(Merge merge) {
    UserState account = users.known(merge.userId());
    if (account != null && account.pendingMerges().length >= UserState.MAX_PENDING_MERGES) {
      throw new InvalidEventException(
          Rejection.INVALID_FIELD,
          "from",
          merge.from(),
          "is one too many: %d merges of '%s' are not done yet; send it again later"
              .formatted(UserState.MAX_PENDING_MERGES, merge.userId()));
    }
  }

  /// Step one. The account is known from now on.
  ///
  /// @param mergeId offset of the record of the merge
  /// @param sentMillis when it was sent
  void begin(Merge merge, long mergeId, long sentMillis) {
    UserState account = users.ensure(merge.userId());
    synchronized (account) {
      account.expectMerge(mergeId);
    }
    users.changed(merge.userId());
    users.seen(merge.userId());
    send(merge.from(), new MergeRecord.Request(mergeId, sentMillis, 0, merge.userId()));
  }

  /// Step two, or three.
  ///
  /// @param userId whom the record's key names
  void take(String userId, MergeRecord message) {
    switch (message) {
      case MergeRecord.Request request -> handOver(userId, request);
      case MergeRecord.Handover handover -> takeOver(userId, handover);
    }
  }

  private void handOver(String visitorId, MergeRecord.Request request) {
    UserState visitor = users.known(visitorId);
    boolean waits = visitor != null && visitor.pendingMerges().length > 0;
    if (waits && request.tries() < MAX_TRIES) {
      send(
          visitorId,
          new MergeRecord.Request(
              request.mergeId(), request.sentMillis(), request.tries() + 1, request.account()));
      return;
    }
    byte @Nullable [] state = visitor == null ? null : codec.write(visitor);
    send(
        request.account(),
        new MergeRecord.Handover(request.mergeId(), request.sentMillis(), state));
    users.erase(visitorId);
  }

  private void takeOver(String accountId, MergeRecord.Handover handover) {
    UserState account = users.known(accountId);
    if (account == null) {
      return;
    }
    byte @Nullable [] visitor = handover.visitor();
    synchronized (account) {
      if (!account.completeMerge(handover.mergeId())) {
        return;
      }
      if (visitor != null) {
        account.absorb(
            codec.read(visitor), settings.startAccumulator(), settings.maxConsumed(), maxEventIds);
      }
    }
    users.changed(accountId);
    users.seen(accountId);
  }

  private void send(String userId, MergeRecord message) {
    byte[] key = userId.getBytes(StandardCharsets.UTF_8);
    send.accept(new Record<>(key, message.bytes(), message.sentMillis()));
  }
}
