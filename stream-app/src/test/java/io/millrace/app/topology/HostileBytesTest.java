package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.Rejection;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.PartRow;
import io.millrace.model.item.SharedWeights;
import io.millrace.model.item.Trend;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Changelog records that are damaged or that something else wrote: the instance must end with a
/// message that names the state, not with an index out of bounds, or go on with half a value.
class HostileBytesTest {
  private static final long SEED = 5;
  private static final LearnerSettings SETTINGS = TopologyFixture.settings();
  private static final InstanceModel MODEL = InstanceModel.create(SETTINGS, EventRules.DEFAULT, 1);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Format(String name, byte[] valid, Consumer<byte[]> reader) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Format> formats() {
    var rows = new ItemCodec(8);
    var users = new UserCodec(MODEL);
    var user = new UserState(8, SETTINGS.context(), SETTINGS.startAccumulator());
    for (int i = 0; i < 20; i++) {
      int slot = MODEL.matrix().intern("item" + i);
      user.remember(slot, i);
      user.consume(slot, i % 5, i * 60_000L, i % 3 > 0, SETTINGS.maxConsumed());
      user.rememberEventId("event" + i, 10);
    }
    var tally =
        new Tally(5, 4, Map.of(Rejection.MALFORMED, 3L, Rejection.OVERSIZED, 9L), 3, 6, 2, 1);
    tally.count(Outcome.REPEATED, 7);
    tally.count(Outcome.ERASED);
    return Stream.of(
        new Format("item row", rows.write(1, new PartRow(new float[8], 1, 2, 3, 4)), rows::readRow),
        new Format(
            "context row", rows.write(1, new ContextRow(new float[8], 1)), rows::readContextRow),
        new Format(
            "shared weights",
            ItemCodec.write(new float[SharedWeights.SIZE]),
            ItemCodec::readSharedWeights),
        new Format("tally", ItemCodec.write(tally), ItemCodec::readTally),
        new Format("user", users.write(user), users::read));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aShortenedValueIsRefused(Format format) {
    for (int length = 0; length < format.valid.length; length++) {
      assertRefused(format, Arrays.copyOf(format.valid, length));
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aValueWithMoreBehindItIsRefused(Format format) {
    assertRefused(format, Arrays.copyOf(format.valid, format.valid.length + 1));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void anotherVersionIsRefusedByNumber(Format format) {
    byte[] other = format.valid.clone();
    other[0] = 9;
    assertThatThrownBy(() -> format.reader.accept(other))
        .isInstanceOf(IncompatibleStateException.class)
        .hasMessageContaining(format.name + " has format 9");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void changedBytesAreReadOrRefused(Format format) {
    var random = new Random(SEED);
    for (int round = 0; round < 2_000; round++) {
      byte[] changed = format.valid.clone();
      changed[1 + random.nextInt(changed.length - 1)] = (byte) random.nextInt();
      changed[1 + random.nextInt(changed.length - 1)] = (byte) random.nextInt();
      try {
        format.reader.accept(changed);
      } catch (RuntimeException refused) {
        assertThat(refused)
            .as("seed %d, round %d", SEED, round)
            .isInstanceOf(IncompatibleStateException.class);
      }
    }
  }

  @Test
  void aReasonOfALaterVersionIsNamed() {
    byte[] tally = ItemCodec.write(new Tally(0, 0, Map.of(Rejection.MALFORMED, 1L), 0, 0, 0, 0));
    tally[tally.length - Integer.BYTES - Long.BYTES - 1] = 'X';
    assertThatThrownBy(() -> ItemCodec.readTally(tally))
        .isInstanceOf(IncompatibleStateException.class)
        .hasStackTraceContaining("malformeX");
  }

  @Test
  void aNumberThatWouldSpoilARowOrAUserIsRefused() {
    Format rows = formats().toList().getFirst();
    var rowCodec = new ItemCodec(8);
    float[] fine = new float[8];
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertRefused(rows, secondVersion(0, 0, 0, bad, 0, 0, 0, 0));
      assertRefused(rows, rowCodec.write(0, new PartRow(fine, bad, 0, 1, 1)));
      assertRefused(rows, rowCodec.write(0, new PartRow(fine, 0, bad, 1, 1)));
      assertRefused(rows, rowCodec.write(0, new PartRow(fine, 0, 0, 1, bad)));
      var user = new UserState(8, SETTINGS.context(), 1);
      user.vector()[3] = bad;
      assertUserIsRefused(user);
      assertUserIsRefused(new UserState(8, SETTINGS.context(), bad));
    }
  }

  /// A row whose vector is of floats; elements of later ones are integers.
  private static byte[] secondVersion(float... vector) {
    var out = ByteBuffer.allocate(34 + vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 2).putInt(0).put((byte) 0).putInt(vector.length).putLong(1).putDouble(1);
    out.putFloat(0).putFloat(0).asFloatBuffer().put(vector);
    return out.array();
  }

  @Test
  void aRowWithoutEventsIsRead() {
    var codec = new ItemCodec(8);
    PartRow untouched = new PartRow(new float[8], 0, 0, 0, Trend.NONE);
    assertThat(codec.readRow(codec.write(0, untouched)).row())
        .extracting(PartRow::trend)
        .isEqualTo(Trend.NONE);
  }

  private static void assertUserIsRefused(UserState user) {
    Format users = formats().toList().getLast();
    assertRefused(users, new UserCodec(MODEL).write(user));
  }

  @Test
  void aKeyThatIsNoUserIdIsRefused() {
    var store = new UserStore("users", MODEL);
    assertThatThrownBy(() -> store.restore(new byte[] {(byte) 0xc3}, null))
        .isInstanceOf(IncompatibleStateException.class)
        .hasMessageContaining("user id");
  }

  @Test
  void aKeyThatIsNoItemIdIsRefused() {
    for (byte[] key :
        new byte[][] {
          {}, {(byte) 0xc3}, {(byte) 0xff, 1}, TopologyFixture.bytes("i".repeat(257))
        }) {
      assertThatThrownBy(() -> ItemCodec.itemId(key))
          .isInstanceOf(IncompatibleStateException.class)
          .hasMessageContaining("item id");
    }
  }

  private static void assertRefused(Format format, byte[] value) {
    assertThatThrownBy(() -> format.reader.accept(value))
        .as("%d of %d bytes", value.length, format.valid.length)
        .isInstanceOf(IncompatibleStateException.class)
        .hasMessageContaining(format.name);
  }
}
