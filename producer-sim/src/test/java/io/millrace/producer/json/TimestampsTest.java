package io.millrace.producer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "881250949, 881250949000",
    "881250949.5, 881250949500",
    "99999999999, 99999999999000",
    "100000000000, 100000000000",
    "881250949123, 881250949123",
    "8.8125094E8, 881250940000",
    "1997-12-04, 881193600000",
    "1997-12-04T15:55:49, 881250949000",
    "1997-12-04 15:55:49.5, 881250949500",
    "1997-12-04T15:55:49Z, 881250949000",
    "1997-12-04T16:55:49+01:00, 881250949000",
    "9999-12-31T23:59:59.999Z, 253402300799999",
    "0001-01-01, -62135596800000",
    "1969-12-31, -86400000",
    "-1, -1000",
    "-881250949123, -881250949123",
    "881250949123456, 881250949123",
    "881250949123456789, 881250949123",
    "1997-12-04 15:55:49 UTC, 881250949000",
    "1997-12-04 15:55:49.5 +0000 UTC, 881250949500",
    "1997-12-04 16:55:49 +0100 CET, 881250949000",
    "1997-12-04 15:55:49+00, 881250949000",
    "1997-12-04T16:55:49+0100, 881250949000",
    "1997-12-04 15:55 UTC, 881250900000",
    "'Thu, 4 Dec 1997 15:55:49 GMT', 881250949000"
  })
  void numbersOfAnyUnitAndTextBecomeMilliseconds(String text, long millis) {
    assertThat(Timestamps.parse("timestamp", text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1e300",
        "NaN",
        "0x10",
        "12d",
        "0000-12-31",
        "yesterday",
        "1997-13-04",
        "1997-12-04T25:00",
        "+999999999-12-31T00:00:00Z",
        "1.2.3"
      })
  void anythingElseIsAnInvalidField(String text) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> Timestamps.parse("timestamp", text))
        .satisfies(
            fault -> {
              assertThat(fault.reason()).isEqualTo(Rejection.INVALID_FIELD);
              assertThat(fault.field()).isEqualTo("timestamp");
              assertThat(fault.value()).isEqualTo(text);
            });
  }
}
