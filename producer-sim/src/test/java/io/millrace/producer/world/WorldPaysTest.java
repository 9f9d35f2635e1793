package io.millrace.producer.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// In the default world personal recommendation clearly pays, and what it needs can be learned.
class WorldPaysTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theTruthIsFarAboveThePopularAndTheEventsShowTheWay(long seed) {
    var trial = new Trial(new World(WorldSettings.DEFAULT.withSeed(seed)));
    trial.run(2_000, 20_000);
    System.out.printf(
        "seed %d: HR@10 of truth %.4f, neighbours %.4f, popularity %.4f over %d events%n",
        seed, trial.truth(), trial.neighbours(), trial.popularity(), trial.tested());

    assertThat(trial.popularity()).isBetween(0.02, 0.06);
    assertThat(trial.truth()).isBetween(0.3, 0.5);
    assertThat(trial.truth()).isGreaterThan(5 * trial.popularity());
    assertThat(trial.neighbours()).isGreaterThan(3 * trial.popularity());
  }
}
