package io.millrace.model.event;

/// How strong an event is by its value: an expression such as `log(1 + value)`.
///
/// It knows numbers, `value`, `+ - * /`, parentheses, a leading minus, `log` (natural), `sqrt`,
/// `abs`, `min(a, b)` and `max(a, b)`.
public final class ValueStrength {
  /// Longest expression, in characters.
  public static final int MAX_LENGTH = 200;

  /// Deepest nesting of parentheses, functions and signs.
  public static final int MAX_DEPTH = 32;

  private final String text;
  private final ValueTerm term;

  private ValueStrength(String text, ValueTerm term) {
    this.text = text;
    this.term = term;
  }

  /// @throws IllegalArgumentException naming the expression, the position in it, counted from 1,
  ///   and what was expected there
  public static ValueStrength parse(String text) {
    String stripped = text.strip();
    return new ValueStrength(stripped, new ValueTermParser(stripped).parse());
  }

  /// The strength for a value. It may be infinite or no number: `1 / value` of 0 is infinite.
  public double of(double value) {
    return term.of(value);
  }

  /// The expression as it was written.
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ValueStrength strength && text.equals(strength.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
