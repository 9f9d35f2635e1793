package io.millrace.app.topology;

import io.millrace.model.event.EventWeights;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.Kernels;

/// What all tasks, feeds and requests of one instance share.
///
/// @param settings of the learner
/// @param weights of event types
/// @param partitions of the topic of interactions
/// @param kernels chosen for this machine
/// @param matrix the item rows
/// @param index over the item rows
/// @param positions that this instance's tasks have reached
public record InstanceModel(
    LearnerSettings settings,
    EventWeights weights,
    int partitions,
    Kernels kernels,
    ItemMatrix matrix,
    ItemIndex index,
    Positions positions) {

  /// A model that knows no item yet.
  public static InstanceModel create(
      LearnerSettings settings, EventWeights weights, int partitions) {
    var kernels = Kernels.best();
    var matrix =
        new ItemMatrix(
            settings.rank(), partitions, settings.startScale(), settings.startAccumulator());
    return new InstanceModel(
        settings,
        weights,
        partitions,
        kernels,
        matrix,
        new ItemIndex(matrix, kernels),
        new Positions(partitions));
  }
}
