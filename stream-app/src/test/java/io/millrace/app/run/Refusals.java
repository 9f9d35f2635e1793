package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What every refusal to start must look like.
final class Refusals {
  private Refusals() {}

  /// @return assertions on the message, which is one line
  static AbstractStringAssert<?> assertRefused(ThrowingCallable start) {
    StartException refusal = catchThrowableOfType(StartException.class, start);
    return assertThat(String.valueOf(refusal.getMessage()))
        .isNotBlank()
        .doesNotContain("\n", "null");
  }
}
