package io.millrace.producer.world;

import io.millrace.model.event.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What is to be expected of a user's next event, computed from the rules of the [World]: no answer
/// made from the events alone can be better on average.
///
/// Everything here is conditioned on the state of the world after the events taken so far, hidden
/// state included, and on the next event being this user's: the user's taste and history, whether
/// they are in a session and in which group it is, and the present popularity of every item. For a
/// user in no session the next event is the first of a new one. A user who has not arrived is
/// anybody: the answer is the mean over all tastes, which is every group alike.
///
/// An answer costs one pass over the catalogue. Asking changes nothing.
public final class Truth {
  private static final History NOTHING = new History();

  private final WorldSettings settings;
  private final Catalogue catalogue;
  private final Crowd crowd;

  Truth(WorldSettings settings, Catalogue catalogue, Crowd crowd) {
    this.settings = settings;
    this.catalogue = catalogue;
    this.crowd = crowd;
  }

  /// Probability that the user's next event is with this item, consumed before or not; over all
  /// items it sums to 1. An item that has not arrived has 0.
  public double probability(String userId, String itemId) {
    Integer index = catalogue.indexOf(itemId);
    return index == null ? 0 : distribution(crowd.find(userId))[index];
  }

  /// The `k` items that the user has not consumed and most probably takes next, best first; of
  /// equals the smaller id. Fewer if there are not so many.
  ///
  /// @throws IllegalArgumentException if `k` is negative
  public List<String> bestItems(String userId, int k) {
    Check.atLeast("k", k, 0);
    User user = crowd.find(userId);
    Comparator<Integer> bestFirst = bestFirst(distribution(user));
    History history = history(user);
    var best = new PriorityQueue<Integer>(bestFirst.reversed());
    for (int item = 0; item < catalogue.size(); item++) {
      if (!history.contains(item)) {
        best.add(item);
        if (best.size() > k) {
          best.remove();
        }
      }
    }
    var ids = new ArrayList<String>(best.size());
    while (!best.isEmpty()) {
      ids.add(catalogue.item(best.remove()).id());
    }
    Collections.reverse(ids);
    return ids;
  }

  /// Place of the item in the order of [#bestItems], from 1. An item that the user has consumed, or
  /// that has not arrived, stands behind all others.
  public long rankOf(String userId, String itemId) {
    User user = crowd.find(userId);
    History history = history(user);
    Integer index = catalogue.indexOf(itemId);
    if (index == null || history.contains(index)) {
      return 1L + catalogue.size() - history.size();
    }
    Comparator<Integer> bestFirst = bestFirst(distribution(user));
    long rank = 1;
    for (int item = 0; item < catalogue.size(); item++) {
      if (!history.contains(item) && bestFirst.compare(item, index) < 0) {
        rank++;
      }
    }
    return rank;
  }

  /// The distribution of the choice in [World#next]:
  ///
  ///     P(j) = (1 - r) [ n W(j) + (1 - n) sum_g P(g) W_g(j) ]   for j not consumed
  ///
  /// with `r` the probability of a repeat (0 without history), `n` the share of noise, `P(g)` that
  /// of the group given the session, and `W`, `W_g` the weights of the items not consumed over
  /// their sum. What is left to 1 falls on the consumed items alike.
  ///
  /// @return (items)
  private double[] distribution(@Nullable User user) {
    EventSettings events = settings.events();
    History history = history(user);
    double fresh = history.isEmpty() ? 1 : 1 - events.repeatProbability();
    double[] groups = groupProbabilities(user);
    double[] probabilities = new double[catalogue.size()];
    double given = catalogue.all().spread(fresh * events.noiseShare(), history, probabilities);
    for (int group = 0; group < groups.length; group++) {
      double mass = fresh * (1 - events.noiseShare()) * groups[group];
      if (mass > 0) {
        given += catalogue.group(group).spread(mass, history, probabilities);
      }
    }
    for (int place = 0; place < history.size(); place++) {
      probabilities[history.at(place)] = Math.max(0, 1 - given) / history.size();
    }
    return probabilities;
  }

  private double[] groupProbabilities(@Nullable User user) {
    int groupCount = settings.items().groups();
    if (user != null) {
      return user.groupProbabilities(settings.events().stickiness(), groupCount);
    }
    double[] alike = new double[groupCount];
    Arrays.fill(alike, 1.0 / groupCount);
    return alike;
  }

  private static History history(@Nullable User user) {
    return user == null ? NOTHING : user.history();
  }

  private Comparator<Integer> bestFirst(double[] probabilities) {
    return (a, b) -> {
      int order = Double.compare(probabilities[b], probabilities[a]);
      return order != 0 ? order : Ids.compare(catalogue.item(a).id(), catalogue.item(b).id());
    };
  }
}
