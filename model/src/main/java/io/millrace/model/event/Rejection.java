package io.millrace.model.event;

/// Why an event was not learned. The labels stand in stored state: never reuse one.
public enum Rejection {
  /// The bytes are no JSON object in UTF-8.
  MALFORMED("malformed"),
  /// A required field is missing or null.
  MISSING_FIELD("missing-field"),
  /// A field has the wrong JSON type or a value outside its range.
  INVALID_FIELD("invalid-field"),
  /// A value is infinite, or no number by name.
  NOT_FINITE("not-finite"),
  /// No weight is configured for the event's type.
  UNKNOWN_TYPE("unknown-type"),
  /// The record has no key.
  MISSING_KEY("missing-key"),
  /// The record's key is not the event's userId.
  KEY_MISMATCH("key-mismatch"),
  /// The record is on another partition than its key hashes to, so another task owns this user.
  WRONG_PARTITION("wrong-partition"),
  /// The record is larger than an event may be.
  OVERSIZED("oversized"),
  /// The event claims to be from long after it was sent.
  FUTURE_TIMESTAMP("future-timestamp"),
  /// The item is deleted. The event is not wrong, so it is counted and no dead letter.
  DELETED_ITEM("deleted-item");

  private final String label;

  Rejection(String label) {
    this.label = label;
  }

  /// The name used in metrics, headers and summaries.
  public String label() {
    return label;
  }

  /// The reason of a label.
  ///
  /// @throws IllegalArgumentException if no reason has it
  public static Rejection ofLabel(String label) {
    for (Rejection reason : values()) {
      if (reason.label.equals(label)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("no reason for rejection is called '" + label + "'");
  }
}
