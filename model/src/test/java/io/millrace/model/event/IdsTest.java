package io.millrace.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  /// Both ends of every length of UTF-8, and of the gap where surrogates stand.
  private static final int[] CODE_POINTS = {
    0, 'a', 'b', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff
  };

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void idsAreOrderedByTheirUnsignedBytes(long seed) {
    var random = new SplittableRandom(seed);
    for (int n = 0; n < 20_000; n++) {
      String a = randomString(random);
      String b = randomString(random);
      int bytewise =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(Ids.compare(a, b)))
          .as("seed %d: '%s' against '%s'", seed, escaped(a), escaped(b))
          .isEqualTo(Integer.signum(bytewise));
    }
  }

  @Test
  void charactersBeyondTheBasicPlaneComeAfterAllOthers() {
    String lastOfTheBasicPlane = Character.toString(0xffff);
    String firstBeyond = Character.toString(0x10000);
    assertThat(Ids.compare(firstBeyond, lastOfTheBasicPlane)).isPositive();
    assertThat(firstBeyond.compareTo(lastOfTheBasicPlane)).isNegative();
  }

  static Stream<String> longestIds() {
    return Stream.of(
        "a",
        "a".repeat(255),
        "a".repeat(256),
        "é".repeat(128),
        "€".repeat(85) + "a",
        "😀".repeat(64));
  }

  @ParameterizedTest
  @MethodSource("longestIds")
  void idsOfUpTo256BytesAreValid(String id) {
    assertThat(Ids.requireValid("itemId", id)).isSameAs(id);
  }

  static Stream<String> tooLongIds() {
    return Stream.of(
        "a".repeat(257),
        "a".repeat(100_000),
        "é".repeat(128) + "a",
        "€".repeat(85) + "aa",
        "€".repeat(86),
        "😀".repeat(64) + "a");
  }

  @ParameterizedTest
  @MethodSource("tooLongIds")
  void longerIdsAreRejected(String id) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> Ids.requireValid("itemId", id))
        .withMessageStartingWith("itemId '" + id.substring(0, 50))
        .withMessageEndingWith("is longer than 256 bytes of UTF-8")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Rejection.INVALID_FIELD))
        .satisfies(e -> assertThat(e.field()).isEqualTo("itemId"));
  }

  @Test
  void theEmptyIdIsRejected() {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> Ids.requireValid("userId", ""))
        .withMessage("userId '' is empty");
  }

  static Stream<String> loneSurrogates() {
    return Stream.of(
        "\ud83d", "\ude00", "a\ud83d", "\ud83da", "\ude00\ud83d", "😀\ud83d", "\ude00😀");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("loneSurrogates")
  void halfACharacterIsRejected(String id) {
    assertThatExceptionOfType(InvalidEventException.class)
        .isThrownBy(() -> Ids.requireValid("userId", id))
        .withMessageStartingWith("userId '")
        .withMessageEndingWith("is not valid UTF-8");
  }

  private static String randomString(SplittableRandom random) {
    int[] codePoints = new int[random.nextInt(5)];
    for (int i = 0; i < codePoints.length; i++) {
      codePoints[i] = CODE_POINTS[random.nextInt(CODE_POINTS.length)];
    }
    return new String(codePoints, 0, codePoints.length);
  }

  private static String escaped(String text) {
    var escaped = new StringBuilder();
    text.codePoints().forEach(c -> escaped.append("U+%04X ".formatted(c)));
    return escaped.toString().strip();
  }
}
