package io.millrace.producer.world;

/// Random numbers that are the same on every machine and Java release: SplitMix64 (Steele, Lea and
/// Flood 2014) and transforms by StrictMath only.
final class WorldRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1p-53;

  private long state;

  WorldRandom(long seed) {
    state = seed;
  }

  long nextLong() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// Uniform in [0, 1).
  double nextDouble() {
    return (nextLong() >>> 11) * UNIT;
  }

  /// Uniform in [0, bound).
  int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /// Exponential with mean 1.
  double exponential() {
    return -StrictMath.log(1 - nextDouble());
  }

  /// Normal with mean 0 and variance 1 (Box and Muller, one of the two).
  double gaussian() {
    return StrictMath.sqrt(2 * exponential()) * StrictMath.cos(2 * Math.PI * nextDouble());
  }

  /// Another generator, so that what one part draws does not shift the numbers of another.
  WorldRandom split() {
    return new WorldRandom(nextLong());
  }
}
