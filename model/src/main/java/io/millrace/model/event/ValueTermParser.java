package io.millrace.model.event;

import io.millrace.model.event.ValueTerm.BinaryFunction;
import io.millrace.model.event.ValueTerm.UnaryFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one expression by recursive descent: sums of products of factors.
final class ValueTermParser {
  private static final Pattern NUMBER =
      Pattern.compile("(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}_0-9]*");
  private static final Pattern FOUND = Pattern.compile("[\\p{L}_0-9.]+|.", Pattern.DOTALL);
  private static final String OPERAND = "a number, value, -, (, log, sqrt, abs, min or max";
  private static final String OPERATOR = "+, -, *, / or ";

  private final String text;
  private final Matcher matcher;
  private int position;
  private int depth;
  private boolean usesValue;

  /// @param text without space at its ends
  ValueTermParser(String text) {
    this.text = text;
    this.matcher = NUMBER.matcher(text);
  }

  /// @throws IllegalArgumentException saying where and what is wrong
  ValueTerm parse() {
    if (text.isEmpty() || text.length() > ValueStrength.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "expression '%.40s' has %d characters, but must have 1 to %d"
              .formatted(text, text.length(), ValueStrength.MAX_LENGTH));
    }
    ValueTerm term = sum();
    if (position < text.length()) {
      throw expected(OPERATOR + "the end");
    }
    if (!usesValue) {
      throw new IllegalArgumentException(
          "expression '%s' does not contain value: a fixed strength is a weight".formatted(text));
    }
    return term;
  }

  private ValueTerm sum() {
    ValueTerm left = product();
    while (true) {
      if (take('+')) {
        left = new ValueTerm.Binary(BinaryFunction.ADD, left, product());
      } else if (take('-')) {
        left = new ValueTerm.Binary(BinaryFunction.SUBTRACT, left, product());
      } else {
        return left;
      }
    }
  }

  private ValueTerm product() {
    ValueTerm left = factor();
    while (true) {
      if (take('*')) {
        left = new ValueTerm.Binary(BinaryFunction.MULTIPLY, left, factor());
      } else if (take('/')) {
        left = new ValueTerm.Binary(BinaryFunction.DIVIDE, left, factor());
      } else {
        return left;
      }
    }
  }

  /// Whatever is nested is nested by way of a factor, so this bounds the depth of all.
  private ValueTerm factor() {
    if (++depth > ValueStrength.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "expression '%s' is nested deeper than %d at position %d"
              .formatted(text, ValueStrength.MAX_DEPTH, position + 1));
    }
    ValueTerm term;
    if (take('-')) {
      term = new ValueTerm.Unary(UnaryFunction.NEGATE, factor());
    } else if (take('(')) {
      term = sum();
      require(')', OPERATOR + ")");
    } else {
      term = looksAt(NAME) ? named(matcher.group()) : number();
    }
    depth--;
    return term;
  }

  private ValueTerm named(String name) {
    if (name.equals("value")) {
      position = matcher.end();
      usesValue = true;
      return new ValueTerm.Value();
    }
    for (UnaryFunction function : UnaryFunction.values()) {
      if (function.symbol.equals(name)) {
        return unary(function);
      }
    }
    for (BinaryFunction function : BinaryFunction.values()) {
      if (function.symbol.equals(name)) {
        return binary(function);
      }
    }
    throw expected(OPERAND);
  }

  private ValueTerm unary(UnaryFunction function) {
    position = matcher.end();
    require('(', "( after " + function.symbol);
    ValueTerm argument = sum();
    require(')', OPERATOR + ")");
    return new ValueTerm.Unary(function, argument);
  }

  private ValueTerm binary(BinaryFunction function) {
    position = matcher.end();
    require('(', "( after " + function.symbol);
    ValueTerm left = sum();
    require(',', OPERATOR + ", and the second argument of " + function.symbol);
    ValueTerm right = sum();
    require(')', OPERATOR + ")");
    return new ValueTerm.Binary(function, left, right);
  }

  private ValueTerm number() {
    if (!looksAt(NUMBER)) {
      throw expected(OPERAND);
    }
    double number = Double.parseDouble(matcher.group());
    if (!Double.isFinite(number)) {
      throw expected("a finite number");
    }
    position = matcher.end();
    return new ValueTerm.Constant(number);
  }

  private boolean looksAt(Pattern pattern) {
    skipSpaces();
    return matcher.usePattern(pattern).region(position, text.length()).lookingAt();
  }

  private boolean take(char wanted) {
    skipSpaces();
    boolean isThere = position < text.length() && text.charAt(position) == wanted;
    if (isThere) {
      position++;
    }
    return isThere;
  }

  private void skipSpaces() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private void require(char wanted, String expected) {
    if (!take(wanted)) {
      throw expected(expected);
    }
  }

  private IllegalArgumentException expected(String what) {
    String found = looksAt(FOUND) ? "'" + matcher.group() + "'" : "its end";
    return new IllegalArgumentException(
        "expression '%s' has %s at position %d, where %s was expected"
            .formatted(text, found, position + 1, what));
  }
}
