package io.millrace.model.index;

/// Counts the rows that rank before one: those that score more and, ties last, as much.
final class RankCount implements Kept {
  private final int slot;
  private final double score;
  private final int limit;
  private int before;

  /// @param slot of the row
  /// @param score of the row
  /// @param limit where to stop counting, at least 1
  RankCount(int slot, double score, int limit) {
    this.slot = slot;
    this.score = score;
    this.limit = limit;
  }

  int before() {
    return before;
  }

  @Override
  public int room() {
    return 0;
  }

  @Override
  public double worstScore() {
    return before < limit ? score : Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean admits(int other, double otherScore) {
    return otherScore >= score && other != slot && before < limit;
  }

  @Override
  public void add(int other, double otherScore) {
    before++;
  }
}
