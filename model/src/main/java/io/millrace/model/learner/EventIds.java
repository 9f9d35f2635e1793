package io.millrace.model.learner;

/// The last event ids of one user, as 64-bit hashes, so that an event that is sent again is known
/// again. It takes no more room than ids have come. Not safe for several threads.
///
/// A new id is taken for a known one with a chance of one in 2^64 for each id that is remembered.
/// With 64 of them that is one in 2^58: of a billion events a day one is left out wrongly in about
/// 800,000 years. Ids that are made to collide can hide only events of the user that they name.
final class EventIds {
  private static final int START_LENGTH = 4;
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long[] hashes; // ring of count entries, the oldest at first
  private int first;
  private int count;

  EventIds() {
    hashes = new long[START_LENGTH];
  }

  EventIds(EventIds source) {
    hashes = source.hashes.clone();
    first = source.first;
    count = source.count;
  }

  /// A hash of an id whose bits all depend on all of the id: four characters at a time through the
  /// finaliser of MurmurHash3 in Stafford's variant 13 (as SplittableRandom has it). Ids of up to
  /// four characters and of equal length never collide.
  static long hash(String id) {
    long hash = id.length();
    for (int i = 0; i < id.length(); i += 4) {
      long four = 0;
      for (int j = i; j < Math.min(i + 4, id.length()); j++) {
        four = (four << 16) | id.charAt(j);
      }
      hash = mix((hash + GOLDEN_GAMMA) ^ four);
    }
    return hash;
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  int count() {
    return count;
  }

  /// The hash at a place, 0 being the oldest.
  long get(int index) {
    int place = first + index;
    return hashes[place < hashes.length ? place : place - hashes.length];
  }

  boolean contains(long hash) {
    for (int i = count - 1; i >= 0; i--) {
      if (get(i) == hash) {
        return true;
      }
    }
    return false;
  }

  /// Adds a hash as the newest. Beyond `max` the oldest is forgotten.
  void add(long hash, int max) {
    while (count > 0 && count >= max) {
      first = first + 1 < hashes.length ? first + 1 : 0;
      count--;
    }
    if (max <= 0) {
      return;
    }
    if (count == hashes.length) {
      grow(max);
    }
    int place = first + count;
    hashes[place < hashes.length ? place : place - hashes.length] = hash;
    count++;
  }

  private void grow(int max) {
    long[] longer = new long[Math.min(max, 2 * hashes.length)];
    for (int i = 0; i < count; i++) {
      longer[i] = get(i);
    }
    hashes = longer;
    first = 0;
  }
}
