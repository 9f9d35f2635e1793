package io.millrace.model.evaluation;

import java.util.Arrays;

/// The users of each item over a whole log, by which items are alike: the cosine of two items is
/// `|users of both| / sqrt(|users of a| |users of b|)`.
public final class Audiences {
  private final int[][] users; // by item, ascending

  public Audiences(EventLog log) {
    int[] counts = new int[log.items()];
    for (int event = 0; event < log.size(); event++) {
      counts[log.item(event)]++;
    }
    users = new int[log.items()][];
    Arrays.setAll(users, item -> new int[counts[item]]);
    for (int event = 0; event < log.size(); event++) {
      int item = log.item(event);
      users[item][--counts[item]] = log.user(event);
    }
    Arrays.setAll(users, item -> Arrays.stream(users[item]).sorted().distinct().toArray());
  }

  double cosine(int a, int b) {
    int[] first = users[a];
    int[] second = users[b];
    int common = 0;
    int i = 0;
    int j = 0;
    while (i < first.length && j < second.length) {
      int order = Integer.compare(first[i], second[j]);
      common += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return common / Math.sqrt((double) first.length * second.length);
  }
}
