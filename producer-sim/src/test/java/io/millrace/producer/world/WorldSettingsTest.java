package io.millrace.producer.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class WorldSettingsTest {
  @Test
  void anErrorNamesFieldAndValue() {
    assertRejected(() -> new ItemSettings(0, 1, 1, 0), "items.initial is 0");
    assertRejected(() -> new ItemSettings(10, -1, 1, 0), "items.newPerThousand is -1");
    assertRejected(() -> new ItemSettings(10, 1, 11, 0), "items.groups is 11");
    assertRejected(() -> new ItemSettings(10, 1, 1, -0.5), "items.driftPerThousand is -0.5");
    assertRejected(() -> new UserSettings(0, 1, 1, 1), "users.initial is 0");
    assertRejected(() -> new UserSettings(10, 101, 1, 10), "users.newPerThousand is 101");
    assertRejected(() -> new UserSettings(10, 1, 0, 1), "users.favouredGroups is 0");
    assertRejected(() -> new UserSettings(10, 1, 1, 0.5), "users.sessionLength is 0.5");
    assertRejected(() -> new EventSettings(1.1, 0, 0, 1), "events.stickiness is 1.1");
    assertRejected(() -> new EventSettings(1, 2, 0, 1), "events.repeatProbability is 2");
    assertRejected(() -> new EventSettings(1, 0, Double.NaN, 1), "events.noiseShare is NaN");
    assertRejected(() -> new EventSettings(1, 0, 0, -1), "events.meanGapMillis is -1");
  }

  @Test
  void noMoreGroupsAreFavouredThanThereAre() {
    var users = new UserSettings(10, 0, 4, 1);
    var items = new ItemSettings(10, 0, 3, 0);
    assertRejected(
        () -> WorldSettings.DEFAULT.withItems(items).withUsers(users),
        "users.favouredGroups is 4, which is not between 1 and 3");
  }

  @Test
  void theFingerprintTellsSettingsApart() {
    WorldSettings settings = WorldSettings.DEFAULT;
    assertThat(settings.fingerprint())
        .matches("[0-9a-f]{16}")
        .isEqualTo(settings.withSeed(settings.seed()).fingerprint())
        .isNotEqualTo(settings.withSeed(2).fingerprint())
        .isNotEqualTo(settings.withEvents(new EventSettings(0.8, 0.05, 0.2, 2_000)).fingerprint());
  }

  private static void assertRejected(ThrowingCallable action, String message) {
    assertThatIllegalArgumentException().isThrownBy(action).withMessageContaining(message);
  }
}
