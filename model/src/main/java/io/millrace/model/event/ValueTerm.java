package io.millrace.model.event;

/// A part of the expression of a [ValueStrength]. Evaluation allocates nothing.
sealed interface ValueTerm {
  /// The value of the term for an event's value.
  double of(double value);

  /// A number.
  record Constant(double number) implements ValueTerm {
    @Override
    public double of(double value) {
      return number;
    }
  }

  /// The event's value.
  record Value() implements ValueTerm {
    @Override
    public double of(double value) {
      return value;
    }
  }

  /// A function of one term.
  record Unary(UnaryFunction function, ValueTerm argument) implements ValueTerm {
    @Override
    public double of(double value) {
      return function.of(argument.of(value));
    }
  }

  /// A function of two terms.
  record Binary(BinaryFunction function, ValueTerm left, ValueTerm right) implements ValueTerm {
    @Override
    public double of(double value) {
      return function.of(left.of(value), right.of(value));
    }
  }

  /// Functions of one argument. A sign stands before it, a name before its parentheses.
  enum UnaryFunction {
    NEGATE("-"),
    LOG("log"),
    SQRT("sqrt"),
    ABS("abs");

    final String symbol;

    UnaryFunction(String symbol) {
      this.symbol = symbol;
    }

    private double of(double argument) {
      return switch (this) {
        case NEGATE -> -argument;
        case LOG -> Math.log(argument);
        case SQRT -> Math.sqrt(argument);
        case ABS -> Math.abs(argument);
      };
    }
  }

  /// Functions of two arguments. A sign stands between them, a name before their parentheses.
  enum BinaryFunction {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    MIN("min"),
    MAX("max");

    final String symbol;

    BinaryFunction(String symbol) {
      this.symbol = symbol;
    }

    private double of(double left, double right) {
      return switch (this) {
        case ADD -> left + right;
        case SUBTRACT -> left - right;
        case MULTIPLY -> left * right;
        case DIVIDE -> left / right;
        case MIN -> Math.min(left, right);
        case MAX -> Math.max(left, right);
      };
    }
  }
}
