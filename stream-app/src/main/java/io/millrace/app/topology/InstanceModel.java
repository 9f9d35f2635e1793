package io.millrace.app.topology;

import io.millrace.model.event.EventWeights;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.UserIndex;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.Kernels;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/// What all tasks, feeds and requests of one instance share.
///
/// @param settings of the learner
/// @param weights of event types
/// @param partitions of the topic of interactions
/// @param testShare share of the events that are ranked before they are learned
/// @param kernels chosen for this machine
/// @param matrix the item rows
/// @param index over the item rows
/// @param userIndex over the vectors of the users whose partitions are active here
/// @param positions that this instance's tasks have reached
/// @param limits of what is known
/// @param deletions of items, as the list of items has them
public record InstanceModel(
    LearnerSettings settings,
    EventWeights weights,
    int partitions,
    TestShare testShare,
    Kernels kernels,
    ItemMatrix matrix,
    ItemIndex index,
    UserIndex userIndex,
    Positions positions,
    Limits limits,
    Deletions deletions) {

  /// A model that knows no item yet, with the best kernels of this machine, which ranks every event
  /// and compares all users with each other.
  public static InstanceModel create(
      LearnerSettings settings, EventWeights weights, int partitions) {
    return create(settings, weights, partitions, Limits.DEFAULT);
  }

  /// The same within limits.
  public static InstanceModel create(
      LearnerSettings settings, EventWeights weights, int partitions, Limits limits) {
    return create(
        settings, weights, partitions, TestShare.ALL, Integer.MAX_VALUE, limits, Kernels.best());
  }

  /// A model that knows no item yet, within the default limits.
  public static InstanceModel create(
      LearnerSettings settings,
      EventWeights weights,
      int partitions,
      TestShare testShare,
      int similarUsers,
      Kernels kernels) {
    return create(settings, weights, partitions, testShare, similarUsers, Limits.DEFAULT, kernels);
  }

  /// A model that knows no item yet.
  ///
  /// @param similarUsers whose vectors are compared, at most
  /// @param limits of what it may know
  /// @param kernels by which it learns and ranks
  public static InstanceModel create(
      LearnerSettings settings,
      EventWeights weights,
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
    matrix.life().setOwners(itemId -> partitionOf(itemId, partitions));
    matrix.life().setRoom(limits.maxItems());
    return new InstanceModel(
        settings,
        weights,
        partitions,
        testShare,
        kernels,
        matrix,
        new ItemIndex(matrix, kernels),
        new UserIndex(settings.rank(), similarUsers, kernels),
        new Positions(partitions),
        limits,
        new Deletions());
  }

  /// The partition whose task owns an item: that of a record with the item's id as its key.
  private static int partitionOf(String itemId, int partitions) {
    byte[] key = itemId.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
