package io.millrace.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnknownFieldLogTest {
  private final AtomicLong counted = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final UnknownFieldLog log =
      new UnknownFieldLog("items", counted::incrementAndGet, nanos::get);

  @Test
  void theFirstIsToldAtOnceAndTheOthersOnceAMinuteTogether() {
    assertThat(Objects.requireNonNull(log.take("pri\nce")).names()).containsExactly("'pri?ce'");
    for (int i = 0; i < 1_000; i++) {
      assertThat(log.take("name" + i % 9)).isNull();
    }
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    UnknownFieldLog.Told told = Objects.requireNonNull(log.take("x".repeat(1_000)));
    assertThat(told.count()).isEqualTo(1_001);
    assertThat(told.names())
        .isEqualTo(List.of("'name0'", "'name1'", "'name2'", "'name3'", "'name4'"));
    assertThat(log.take("again")).isNull();
  }

  @Test
  void eachIsCounted() {
    log.found("a");
    log.found("a");
    assertThat(counted).hasValue(2);
  }
}
