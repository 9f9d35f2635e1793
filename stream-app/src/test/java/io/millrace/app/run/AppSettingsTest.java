package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppSettingsTest {
  private static final String INTERVAL = "commit.interval.ms";
  private static final String TIMEOUT = "producer.transaction.timeout.ms";

  private static AppSettings settings(int commitMillis, Map<String, String> streamsConfig) {
    AppSettings some = TestSettings.of("unused:1", "app", Path.of("unused"));
    return new AppSettings(
        some.bootstrapServers(),
        some.applicationId(),
        some.interactionsTopic(),
        some.itemsTopic(),
        some.usersTopic(),
        some.learner(),
        some.rules(),
        some.testShare(),
        some.similarUsers(),
        some.eventIds(),
        some.threads(),
        commitMillis,
        new GroupSettings(1, GroupSettings.Protocol.CLASSIC, 3_000, 0, streamsConfig),
        some.stateDir(),
        some.httpHost(),
        some.httpPort(),
        some.advertisedHost(),
        some.clientConfig(),
        some.growth());
  }

  @Test
  void commitsFurtherApartThanATransactionMayLastAreRefused() {
    settings(10_000, Map.of());
    assertThatThrownBy(() -> settings(10_001, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "commit-interval is 10001, but must be at most 10000, the milliseconds that a transaction may last:"
                + " set --streams-config commit.interval.ms=N to no more,"
                + " or --streams-config producer.transaction.timeout.ms=N to no less");
  }

  @Test
  void settingsOfStreamsGoBefore() {
    settings(20_000, Map.of(TIMEOUT, "20000"));
    settings(20_000, Map.of(INTERVAL, "10000"));
    settings(100, Map.of(INTERVAL, "600000", TIMEOUT, " 600000 "));
    assertThatThrownBy(() -> settings(4_000, Map.of(INTERVAL, "30000")))
        .hasMessageStartingWith("commit.interval.ms is 30000, but must be at most 10000,");
    assertThatThrownBy(() -> settings(4_000, Map.of(TIMEOUT, "1000")))
        .hasMessageStartingWith("commit-interval is 4000, but must be at most 1000,");
    assertThatThrownBy(() -> settings(4_000, Map.of(INTERVAL, "4s")))
        .hasMessage("commit.interval.ms is '4s', but must be a whole number of milliseconds");
  }

  @Test
  void withoutTransactionsNoneIsTooLong() {
    settings(60_000, Map.of("processing.guarantee", "at_least_once"));
  }

  /// What Streams says of the same settings, so that the two do not part.
  @ParameterizedTest
  @CsvSource({
    "10000, 10000, exactly_once_v2, true",
    "10001, 10000, exactly_once_v2, false",
    "10001, 10000, at_least_once, true",
  })
  void streamsAgrees(String interval, String timeout, String guarantee, boolean taken) {
    Map<String, String> streamsConfig =
        Map.of(INTERVAL, interval, TIMEOUT, timeout, "processing.guarantee", guarantee);
    var config = new Properties();
    config.putAll(KafkaConfigs.streams(settings(100, Map.of()), 0, 3_000));
    config.putAll(streamsConfig);
    assertThat(isTaken(() -> new StreamsConfig(config))).isEqualTo(taken);
    assertThat(isTaken(() -> settings(100, streamsConfig))).isEqualTo(taken);
  }

  private static boolean isTaken(Runnable attempt) {
    try {
      attempt.run();
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }
}
