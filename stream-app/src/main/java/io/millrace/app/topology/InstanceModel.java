package io.millrace.app.topology;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.EventTypeNumbers;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.UserIndex;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.Kernels;

/// What all tasks, feeds and requests of one instance share.
///
/// @param settings of the learner
/// @param rules of what events teach
/// @param typeNumbers of event types, as users in memory have them
/// @param partitions of the topic of interactions
/// @param testShare share of the events that are ranked before they are learned
/// @param eventIds of each user that are remembered, at most
/// @param kernels chosen for this machine
/// @param matrix the item rows
/// @param index over the item rows
/// @param userIndex over the vectors of the users whose partitions are active here
/// @param userStores the users themselves
/// @param copies keeps them within limits where no task does
/// @param positions that this instance's tasks have reached
/// @param feedProgress how far the items changelogs were read
/// @param limits of what is known
/// @param deletions of items, as the list of items has them
/// @param scope of what is learned
public record InstanceModel(
    LearnerSettings settings,
    EventRules rules,
    EventTypeNumbers typeNumbers,
    int partitions,
    TestShare testShare,
    int eventIds,
    Kernels kernels,
    ItemMatrix matrix,
    ItemIndex index,
    UserIndex userIndex,
    UserStores userStores,
    CopyUpkeep copies,
    Positions positions,
    FeedProgress feedProgress,
    Limits limits,
    Deletions deletions,
    LearnScope scope) {

  /// How many event ids of each user are remembered, unless told otherwise.
  public static final int DEFAULT_EVENT_IDS = 64;

  /// A model that knows no item yet, with the best kernels of this machine, which ranks every event
  /// and compares all users with each other.
  public static InstanceModel create(LearnerSettings settings, EventRules rules, int partitions) {
    return create(settings, rules, partitions, Limits.DEFAULT);
  }

  /// The same within limits.
  public static InstanceModel create(
      LearnerSettings settings, EventRules rules, int partitions, Limits limits) {
    return create(
        settings, rules, partitions, TestShare.ALL, Integer.MAX_VALUE, limits, Kernels.best());
  }

  /// A model that knows no item yet, within the default limits.
  public static InstanceModel create(
      LearnerSettings settings,
      EventRules rules,
      int partitions,
      TestShare testShare,
      int similarUsers,
      Kernels kernels) {
    return create(settings, rules, partitions, testShare, similarUsers, Limits.DEFAULT, kernels);
  }

  /// A model that knows no item yet.
  ///
  /// @param similarUsers whose vectors are compared, at most
  /// @param limits of what it may know
  /// @param kernels by which it learns and ranks
  public static InstanceModel create(
      LearnerSettings settings,
      EventRules rules,
      int partitions,
      TestShare testShare,
      int similarUsers,
      Limits limits,
      Kernels kernels) {
    var matrix =
        new ItemMatrix(
            settings.rank(),
            partitions,
            settings.startScale(),
            settings.startAccumulator(),
            kernels);
    matrix.life().setOwners(itemId -> UserStores.partitionOf(itemId, partitions));
    matrix.life().setRoom(limits.maxItems());
    var userStores = new UserStores(partitions);
    return new InstanceModel(
        settings,
        rules,
        new EventTypeNumbers(),
        partitions,
        testShare,
        DEFAULT_EVENT_IDS,
        kernels,
        matrix,
        new ItemIndex(matrix, kernels),
        new UserIndex(settings.rank(), similarUsers, kernels),
        userStores,
        new CopyUpkeep(matrix.life(), userStores, partitions),
        new Positions(partitions),
        new FeedProgress(partitions),
        limits,
        new Deletions(partitions, matrix.life()::ownerOf, System::nanoTime),
        LearnScope.EVERYTHING);
  }

  /// The same model, which remembers so many event ids of each user; with 0 it learns what is sent
  /// twice twice.
  public InstanceModel withEventIds(int newEventIds) {
    return new InstanceModel(
        settings,
        rules,
        typeNumbers,
        partitions,
        testShare,
        newEventIds,
        kernels,
        matrix,
        index,
        userIndex,
        userStores,
        copies,
        positions,
        feedProgress,
        limits,
        deletions,
        scope);
  }

  /// The same model, which learns from other records.
  public InstanceModel within(LearnScope newScope) {
    return new InstanceModel(
        settings,
        rules,
        typeNumbers,
        partitions,
        testShare,
        eventIds,
        kernels,
        matrix,
        index,
        userIndex,
        userStores,
        copies,
        positions,
        feedProgress,
        limits,
        deletions,
        newScope);
  }
}
