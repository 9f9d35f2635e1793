package io.millrace.model.evaluation;

import io.millrace.model.vector.Kernels;
import java.util.List;
import java.util.random.RandomGenerator;

/// The rankers to compare with, by name.
///
/// @param rank of those that factorise
/// @param repeats whether items may come again, so that consumed ones are candidates like others
/// @param events that will be learned, of which refits take a share each
/// @param kernels of those that factorise
public record Baselines(int rank, boolean repeats, int events, Kernels kernels) {
  /// Every name, the simplest first. The share of `ials` may be another.
  public static final List<String> NAMES =
      List.of("popularity", "decayed", "last-item", "item-knn", "isgd", "bpr", "ials:5%");

  private static final String IALS = "ials:";
  private static final long DECAY_HALF_LIFE_MILLIS = 3 * 86_400_000L;
  private static final double KNN_DECAY = 0.8;

  /// @param random for those that draw
  /// @throws IllegalArgumentException naming the baseline if there is none of the name
  public StreamingRanker named(String name, RandomGenerator random) {
    return switch (name) {
      case "popularity" -> PopularityRanker.overall();
      case "decayed" -> PopularityRanker.decayed(DECAY_HALF_LIFE_MILLIS);
      case "last-item" -> new LastItemRanker(repeats);
      case "item-knn" -> new ItemKnnRanker(KNN_DECAY, repeats);
      case "isgd" -> new IsgdRanker(rank, kernels, random);
      case "bpr" -> new BprRanker(rank, repeats, kernels, random);
      default ->
          new IalsRanker(
              IalsRanker.Tuning.DEFAULT, rank, refitShare(name) * events, kernels, random);
    };
  }

  /// @throws IllegalArgumentException naming the baseline if there is none of the name
  public static void requireKnown(String name) {
    if (!NAMES.contains(name)) {
      refitShare(name);
    }
  }

  private static double refitShare(String name) {
    boolean named = name.startsWith(IALS) && name.endsWith("%");
    double percent = named ? percent(name.substring(IALS.length(), name.length() - 1)) : 0;
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException(
          "there is no baseline '%s'; there are %s".formatted(name, String.join(", ", NAMES)));
    }
    return percent / 100;
  }

  private static double percent(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }
}
