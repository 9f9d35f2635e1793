package io.millrace.model.learner;

/// Every number that shapes learning. The defaults are the same for every data set.
///
/// @param rank length of user and item vectors, 1 to 512
/// @param context recent items that take part in a user's query, 0 to 100
/// @param contextWeight weight of the newest of them
/// @param contextDecay factor from one recent item to the next older one, 0 to 1
/// @param negatives items in the pool against which each event is learned, 1 to 10,000
/// @param refreshed items of the pool that are drawn anew for each event, 0 to 10,000
/// @param uniformShare share of the negatives drawn uniformly over known items; the others are
///   drawn by how often an item was consumed of late, 0.001 to 1: an item that is never drawn has
///   no correction of its score
/// @param sampledGradient negatives whose gradient is smaller are sampled and get this one, 0 to 1
/// @param recentWindow consumed items over which "of late" goes, 1 to 10,000,000
/// @param learningRate Adagrad's rate for vectors
/// @param biasRate plain rate for item biases
/// @param sharedRate plain rate for the weights by place and by time
/// @param startScale standard deviation of an item's start vector
/// @param startAccumulator Adagrad's start value, above 0
/// @param maxConsumed items kept as consumed per user; beyond it the oldest is forgotten
/// @param trendHalfLifeMillis time in which an event's share of an item's trend halves
/// @param seed of the random numbers by which negatives are drawn
public record LearnerSettings(
    int rank,
    int context,
    float contextWeight,
    float contextDecay,
    int negatives,
    int refreshed,
    float uniformShare,
    float sampledGradient,
    int recentWindow,
    float learningRate,
    float biasRate,
    float sharedRate,
    float startScale,
    float startAccumulator,
    int maxConsumed,
    long trendHalfLifeMillis,
    long seed) {

  public static final LearnerSettings DEFAULT =
      new LearnerSettings(
          64,
          10,
          0.5f,
          0.8f,
          400,
          64,
          0.3f,
          0.05f,
          50_000,
          0.07f,
          0.02f,
          0.005f,
          0.1f,
          0.1f,
          2_000,
          86_400_000L,
          42);

  /// @throws IllegalArgumentException naming the setting and its value if it is out of range
  public LearnerSettings {
    requireRange("rank", rank, 1, 512);
    requireRange("context", context, 0, 100);
    requireRange("contextWeight", contextWeight, 0, 10);
    requireRange("contextDecay", contextDecay, 0, 1);
    requireRange("negatives", negatives, 1, 10_000);
    requireRange("refreshed", refreshed, 0, 10_000);
    requireRange("uniformShare", uniformShare, 0.001, 1);
    requireRange("sampledGradient", sampledGradient, 0, 1);
    requireRange("recentWindow", recentWindow, 1, 10_000_000);
    requireRange("learningRate", learningRate, 0, 10);
    requireRange("biasRate", biasRate, 0, 10);
    requireRange("sharedRate", sharedRate, 0, 10);
    requireRange("startScale", startScale, 0, 10);
    requireRange("startAccumulator", startAccumulator, 1e-9, 1e9);
    requireRange("maxConsumed", maxConsumed, 0, 1_000_000);
    requireRange("trendHalfLifeMillis", (double) trendHalfLifeMillis, 1_000, 1e12);
  }

  private static void requireRange(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          "%s is %s, but must be between %s and %s".formatted(name, value, min, max));
    }
  }

  /// The same settings with another rank.
  public LearnerSettings withRank(int newRank) {
    return new LearnerSettings(
        newRank,
        context,
        contextWeight,
        contextDecay,
        negatives,
        refreshed,
        uniformShare,
        sampledGradient,
        recentWindow,
        learningRate,
        biasRate,
        sharedRate,
        startScale,
        startAccumulator,
        maxConsumed,
        trendHalfLifeMillis,
        seed);
  }
}
