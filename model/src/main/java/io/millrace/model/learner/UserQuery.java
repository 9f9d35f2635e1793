package io.millrace.model.learner;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.SharedWeights;
import io.millrace.model.learner.Explanation.Influence;
import io.millrace.model.vector.Kernels;
import java.util.ArrayList;
import java.util.List;

/// What a user looks for at a time: `q_u = P_u + sum_k w_k (V[i_k] + C[i_k])`, with the user's
/// recent items `i_1 ... i_L`, newest first, and `w_k = eta_k tau[gap_k]`. `eta_k` starts at
/// `contextWeight * contextDecay^(k-1)` and `tau` at 1; [SharedWeights] has what was learned of
/// them. Safe for any number of threads.
public final class UserQuery {
  private final ItemMatrix matrix;
  private final float[] startWeights; // (context) eta_k before learning

  public UserQuery(LearnerSettings settings, ItemMatrix matrix) {
    this.matrix = matrix;
    this.startWeights = new float[settings.context()];
    float weight = settings.contextWeight();
    for (int k = 0; k < startWeights.length; k++) {
      startWeights[k] = weight;
      weight *= settings.contextDecay();
    }
  }

  /// Writes the query of a user, whom no other thread changes meanwhile, to `target` (rank).
  ///
  /// @param timeMillis at which the user looks
  public void write(UserState user, long timeMillis, float[] target) {
    System.arraycopy(user.vector(), 0, target, 0, target.length);
    SharedWeights shared = matrix.sharedWeights();
    for (int k = 0; k < user.recentCount(); k++) {
      matrix
          .visible()
          .addContextTo(target, weight(shared, user, k, timeMillis), user.recentSlot(k));
    }
  }

  /// What makes up the score of an item for a user, whom no other thread changes meanwhile. If the
  /// model learns on, it is that of this moment and not of an answer before.
  ///
  /// @param timeMillis at which the user looks
  /// @param slot the item, which is known
  public Explanation explain(UserState user, long timeMillis, int slot) {
    float[] scratch = new float[Kernels.SCRATCH];
    float[] taste = new float[1];
    matrix.visible().products(user.vector(), new int[] {slot}, 1, taste, scratch);

    int length = user.recentCount();
    int[] recent = new int[length];
    for (int k = 0; k < length; k++) {
      recent[k] = user.recentSlot(k);
    }
    float[] vector = new float[matrix.rank()]; // V_j
    matrix.visible().addTo(vector, 1, slot);
    float[] vectorProducts = new float[length]; // <V[i_k], V_j>
    float[] contextProducts = new float[length]; // <C[i_k], V_j>
    matrix.visible().products(vector, recent, length, vectorProducts, scratch);
    matrix.visible().contextProducts(vector, recent, length, contextProducts, scratch);
    SharedWeights shared = matrix.sharedWeights();
    List<Influence> influences = new ArrayList<>(length);
    for (int k = 0; k < length; k++) {
      float product = vectorProducts[k] + contextProducts[k];
      influences.add(new Influence(recent[k], weight(shared, user, k, timeMillis) * product));
    }
    return new Explanation(taste[0], influences, matrix.visible().bias(slot));
  }

  /// `w_k` of the user's k-th newest item.
  float weight(SharedWeights shared, UserState user, int k, long timeMillis) {
    return place(shared, k) * gap(shared, user, k, timeMillis);
  }

  /// `eta_k`.
  float place(SharedWeights shared, int k) {
    return startWeights[k] + shared.place(k);
  }

  /// `tau` of the time since the user's k-th newest item.
  float gap(SharedWeights shared, UserState user, int k, long timeMillis) {
    return 1 + shared.gap(SharedWeights.gapOf(timeMillis - user.recentMillis(k)));
  }
}
