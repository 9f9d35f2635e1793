package io.millrace.model.learner;

import it.unimi.dsi.fastutil.ints.Int2DoubleLinkedOpenHashMap;
import java.util.Comparator;
import java.util.List;

/// Why an item scores as it does for a user: the score of [Learner], with the query of [UserQuery]
/// written out, term by term.
///
/// ```
/// <q_u, V_j> + b_j = <P_u, V_j> + sum_k w_k <V[i_k] + C[i_k], V_j> + b_j
///                    taste        recent                              bias
/// ```
///
/// @param taste what the user's own vector adds
/// @param recent what each of the user's recent items adds, newest first; an item stands there as
///   often as among the recent ones
/// @param bias what the item has from everyone
public record Explanation(double taste, List<Influence> recent, double bias) {
  /// What one item adds to the score of another.
  ///
  /// @param slot of the item that adds it
  /// @param contribution to the score, of either sign
  public record Influence(int slot, double contribution) {}

  public Explanation {
    recent = List.copyOf(recent);
  }

  /// What all recent items add.
  public double recentSum() {
    return recent.stream().mapToDouble(Influence::contribution).sum();
  }

  /// The sum of all terms: the item's score, apart from rounding.
  public double score() {
    return taste + recentSum() + bias;
  }

  /// The recent items that speak most for the item, each once with all that it adds, the largest
  /// contribution first and of equal ones the newer item's. Those that speak against it are left
  /// out.
  ///
  /// @param most items to name
  public List<Influence> strongest(int most) {
    var bySlot = new Int2DoubleLinkedOpenHashMap();
    for (Influence each : recent) {
      bySlot.addTo(each.slot(), each.contribution());
    }
    return bySlot.int2DoubleEntrySet().stream()
        .map(entry -> new Influence(entry.getIntKey(), entry.getDoubleValue()))
        .filter(each -> each.contribution() > 0)
        .sorted(Comparator.comparingDouble(Influence::contribution).reversed())
        .limit(most)
        .toList();
  }
}
