package io.millrace.model.evaluation;

import io.millrace.model.item.ContextRow;
import io.millrace.model.item.ItemBlock;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.PartRow;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.vector.Kernels;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// One learner and the items as it sees them: an instance of the product that owns one partition.
final class Replica {
  private final int rank;
  private final Kernels kernels;
  private final RandomGenerator random;
  private final ItemMatrix matrix;
  private final ItemPart part;
  private final Learner learner;
  private final float[] blockScores = new float[ItemBlock.ROWS];
  private final float[] scratch = new float[Kernels.SCRATCH];

  /// What the events of one partition have added to items so far.
  ///
  /// @param slots of the rows that changed
  /// @param contextSlots of the context rows that changed
  /// @param sharedWeights in whole
  // Handed over, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Update(
      int partition,
      IntArrayList slots,
      List<PartRow> rows,
      IntArrayList contextSlots,
      List<ContextRow> contexts,
      float[] sharedWeights) {}

  /// @param partition of the users whose events are learned here, one of `partitions`
  Replica(
      LearnerSettings settings,
      int partition,
      int partitions,
      Kernels kernels,
      RandomGenerator random) {
    this.rank = settings.rank();
    this.kernels = kernels;
    this.random = random;
    matrix =
        new ItemMatrix(
            rank, partitions, settings.startScale(), settings.startAccumulator(), kernels);
    part = matrix.newPart(partition);
    matrix.activate(part);
    learner = new Learner(settings, matrix, part, kernels);
  }

  /// Makes an item known. All replicas do so in one order: number and slot are the same.
  void know(String itemId) {
    matrix.intern(itemId);
  }

  void score(UserState user, long timeMillis, int known, float[] scores) {
    float[] query = learner.score(user, timeMillis);
    for (int from = 0; from < known; from += ItemBlock.ROWS) {
      ItemBlock block = matrix.blockOf(from);
      int rows = Math.min(ItemBlock.ROWS, known - from);
      kernels.dotRows(query, block.vectors(), block.vectorAt(0), rows, rank, blockScores, scratch);
      for (int row = 0; row < rows; row++) {
        scores[from + row] = blockScores[row] + block.biases()[row];
      }
    }
  }

  void learn(UserState user, int item, float weight, long timeMillis) {
    learner.score(user, timeMillis);
    learner.learn(user, item, weight, timeMillis, random);
  }

  long skippedUpdates() {
    return learner.skippedUpdates();
  }

  /// What changed here since this was last asked.
  Update drain() {
    var slots = new IntArrayList();
    var contextSlots = new IntArrayList();
    part.drainDirty(slots::add);
    part.drainDirtyContexts(contextSlots::add);
    List<PartRow> rows = new ArrayList<>(slots.size());
    slots.forEach(slot -> rows.add(Objects.requireNonNull(part.row(slot, rank))));
    List<ContextRow> contexts = new ArrayList<>(contextSlots.size());
    contextSlots.forEach(slot -> contexts.add(Objects.requireNonNull(part.contextRow(slot))));
    return new Update(
        part.partition(), slots, rows, contextSlots, contexts, part.sharedWeights().clone());
  }

  /// Takes over what changed at another replica.
  void apply(Update update) {
    for (int i = 0; i < update.slots.size(); i++) {
      matrix.commit(update.partition, update.slots.getInt(i), update.rows.get(i));
    }
    for (int i = 0; i < update.contextSlots.size(); i++) {
      matrix.commitContext(update.partition, update.contextSlots.getInt(i), update.contexts.get(i));
    }
    matrix.commitSharedWeights(update.partition, update.sharedWeights);
  }
}
