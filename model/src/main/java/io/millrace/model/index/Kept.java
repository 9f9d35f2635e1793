package io.millrace.model.index;

/// What a search keeps of the rows that it scores. Belongs to one thread.
interface Kept {
  /// How many more would be kept whatever their score.
  int room();

  /// Rows that score less make no difference any more.
  double worstScore();

  /// Whether a slot of this score would be kept. One that is not a number never is.
  boolean admits(int slot, double score);

  /// Keeps an admitted slot.
  void add(int slot, double score);
}
