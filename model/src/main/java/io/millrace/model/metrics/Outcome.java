package io.millrace.model.metrics;

/// What became of a good record of the topic of interactions that taught nothing. The labels stand
/// in stored state: never reuse one.
public enum Outcome {
  /// An event whose id is among the last ones of its user.
  REPEATED("repeated"),
  /// The undoing of what a user did with an item, whether or not there was anything to undo.
  UNDONE("undone"),
  /// The erasure of a user, known or not.
  ERASED("erased"),
  /// A merge of another user's history, known or not.
  MERGED("merged");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  /// The name used in metrics and stored state.
  public String label() {
    return label;
  }

  /// The outcome of a label.
  ///
  /// @throws IllegalArgumentException if none has it
  public static Outcome ofLabel(String label) {
    for (Outcome outcome : values()) {
      if (outcome.label.equals(label)) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("no outcome is called '" + label + "'");
  }
}
