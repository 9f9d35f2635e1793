package io.millrace.app.topology;

/// Why a user or an item was let go.
public enum LetGo {
  /// There was no room for another one.
  LIMIT("limit"),
  /// It was not seen for longer than it is kept.
  TTL("ttl");

  private final String label;

  LetGo(String label) {
    this.label = label;
  }

  /// The name used in metrics.
  public String label() {
    return label;
  }
}
