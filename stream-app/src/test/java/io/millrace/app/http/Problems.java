package io.millrace.app.http;

import static org.assertj.core.api.Assertions.assertThat;

/// What every error must look like.
final class Problems {
  private Problems() {}

  /// @param type the last part of the problem's type
  static void assertProblem(Answer answer, int status, String type) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.text("type")).isEqualTo("urn:millrace:problem:" + type);
    assertThat(answer.number("status")).isEqualTo(status);
    assertThat(answer.text("title")).isNotBlank();
    assertThat(answer.text("detail")).isNotBlank().isNotEqualTo("null");
  }

  static void assertProblem(Answer answer, int status, String type, String field, String value) {
    assertProblem(answer, status, type);
    assertThat(answer.text("field")).isEqualTo(field);
    assertThat(answer.text("value")).isEqualTo(value);
    assertThat(answer.text("detail")).contains(field, value);
  }

  /// A problem that goes away by itself.
  static void assertUnavailable(Answer answer) {
    assertProblem(answer, 503, "unavailable");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }
}
