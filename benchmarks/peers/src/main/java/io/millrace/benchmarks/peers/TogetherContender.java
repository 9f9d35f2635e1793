package io.millrace.benchmarks.peers;

import io.millrace.model.index.Filter;
import io.millrace.model.index.ItemIndex;
import io.millrace.model.index.Query;
import io.millrace.model.index.ScoredItem;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Our own index, asked for so many queries at once.
final class TogetherContender implements Contender {
  private final ItemIndex index;
  private final float[][] queries; // (queries, RANK)
  private final int together;

  /// @param warmUpSeconds so long that the compiler is done
  TogetherContender(ItemIndex index, float[][] queries, int together, double warmUpSeconds) {
    this.index = index;
    this.queries = queries;
    this.together = together;
    long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
    do {
      run();
    } while (System.nanoTime() - end < 0);
  }

  @Override
  public String name() {
    return together + " together";
  }

  @Override
  public String description() {
    return "";
  }

  /// @return one figure, microseconds of one query on average
  @Override
  public double[] run() {
    long start = System.nanoTime();
    search();
    return new double[] {(System.nanoTime() - start) / 1e3 / together};
  }

  private List<List<ScoredItem>> search() {
    return index.answers(
        IntStream.range(0, together)
            .mapToObj(i -> Query.byProduct(queries[i % queries.length], VectorSet.K, new Filter()))
            .toList());
  }

  @Override
  public int[] answers() {
    int[] answers = new int[together * VectorSet.K];
    Arrays.fill(answers, -1);
    int at = 0;
    for (List<ScoredItem> answer : search()) {
      for (int place = 0; place < answer.size(); place++) {
        answers[at + place] = answer.get(place).slot();
      }
      at += VectorSet.K;
    }
    return answers;
  }
}
