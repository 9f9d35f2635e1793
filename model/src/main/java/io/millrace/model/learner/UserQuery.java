package io.millrace.model.learner;

import io.millrace.model.item.ItemMatrix;

/// What a user looks for: `q_u = P_u + sum_k w_k V[i_k]`, with the user's recent items `i_1 ...
/// i_L`, newest first, and `w_k = contextWeight * contextDecay^(k-1)`. Safe for any number of
/// threads.
public final class UserQuery {
  private final ItemMatrix matrix;
  private final float[] weights; // (context) w_k

  public UserQuery(LearnerSettings settings, ItemMatrix matrix) {
    this.matrix = matrix;
    this.weights = new float[settings.context()];
    float weight = settings.contextWeight();
    for (int k = 0; k < weights.length; k++) {
      weights[k] = weight;
      weight *= settings.contextDecay();
    }
  }

  /// Writes the query of a user, whom no other thread changes meanwhile, to `target` (rank).
  public void write(UserState user, float[] target) {
    System.arraycopy(user.vector(), 0, target, 0, target.length);
    for (int k = 0; k < user.recentCount(); k++) {
      matrix.addTo(target, weights[k], user.recentSlot(k));
    }
  }

  float weight(int k) {
    return weights[k];
  }
}
