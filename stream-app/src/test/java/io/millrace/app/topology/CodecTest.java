package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.Rejection;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.PartRow;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Outcome;
import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
  private static final long SEED = 7;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void itemRowsComeBackBitForBit(int rank) {
    var random = new Random(SEED);
    var codec = new ItemCodec(rank);
    for (int i = 0; i < 100; i++) {
      float[] vector = new float[rank];
      for (int j = 0; j < rank; j++) {
        vector[j] = Grid.nearest(3 * random.nextGaussian());
      }
      var row =
          new PartRow(
              vector,
              random.nextFloat(),
              random.nextFloat(),
              random.nextLong(),
              random.nextDouble());
      assertThat(codec.readRow(codec.write(3, row)).row())
          .as("seed %d", SEED)
          .usingRecursiveComparison()
          .isEqualTo(row);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void contextRowsComeBackBitForBit(int rank) {
    var random = new Random(SEED);
    var codec = new ItemCodec(rank);
    float[] vector = new float[rank];
    for (int j = 0; j < rank; j++) {
      vector[j] = Grid.nearest(random.nextGaussian());
    }
    vector[rank - 1] = Grid.nearest(-8);
    var row = new ContextRow(vector, random.nextFloat());
    assertThat(codec.readContextRow(codec.write(4, row)))
        .as("seed %d", SEED)
        .usingRecursiveComparison()
        .isEqualTo(new ItemCodec.StoredContext(4, row));
  }

  @Test
  void rowsOfEarlierVersionsAreRead() {
    float[] vector = {0.1f, -0.2f};
    var codec = new ItemCodec(2);
    var second = ByteBuffer.allocate(42).order(ByteOrder.LITTLE_ENDIAN);
    second.put((byte) 2).putInt(7).put((byte) 0);
    second.putInt(2).putLong(5).putDouble(1.5).putFloat(0.25f).putFloat(3);
    second.putFloat(vector[0]).putFloat(vector[1]);
    var row = new PartRow(vector, 0.25f, 3, 5, 1.5);
    assertThat(codec.readRow(second.array()))
        .usingRecursiveComparison()
        .isEqualTo(new ItemCodec.StoredRow(7, row, false));

    var first = ByteBuffer.allocate(37).order(ByteOrder.LITTLE_ENDIAN);
    first.put((byte) 1).put(second.array(), 6, 36);
    assertThat(codec.readRow(first.array()))
        .usingRecursiveComparison()
        .isEqualTo(new ItemCodec.StoredRow(0, row, false));

    var context = ByteBuffer.allocate(21).order(ByteOrder.LITTLE_ENDIAN);
    context.put((byte) 2).putInt(7).putInt(2).putFloat(3);
    context.putFloat(vector[0]).putFloat(vector[1]);
    assertThat(codec.readContextRow(context.array()))
        .usingRecursiveComparison()
        .isEqualTo(new ItemCodec.StoredContext(7, new ContextRow(vector, 3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void usersComeBackWithTheirItemsInOrder(int rank) {
    LearnerSettings settings = LearnerSettings.DEFAULT.withRank(rank);
    InstanceModel model = InstanceModel.create(settings, EventRules.DEFAULT, 1);
    var random = new Random(SEED);
    var user = new UserState(rank, settings.context(), settings.startAccumulator());
    for (int i = 0; i < 2_500; i++) {
      int slot = model.matrix().intern("é".repeat(125) + i);
      user.remember(slot, random.nextInt(1_000));
      int type = model.typeNumbers().of("type" + random.nextInt(4));
      user.consume(
          slot,
          type,
          random.nextLong(-1L << 40, 1L << 41),
          random.nextBoolean(),
          settings.maxConsumed());
      user.rememberEventId("event" + i, 64);
    }
    user.advanceTo(1_234);
    user.consume(model.matrix().intern("x".repeat(256)), settings.maxConsumed());
    user.vector()[0] = -0.25f;
    user.setAccumulator(3);
    user.setEvents(2_501);

    byte[] written = new UserCodec(model).write(user);
    UserState read = new UserCodec(model).read(written);
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("consumed", "eventIds")
        .isEqualTo(user);
    assertThat(read.consumedCount()).isEqualTo(2_000);
    for (int i = 0; i < read.consumedCount(); i++) {
      assertThat(read.consumed(i)).isEqualTo(user.consumed(i));
      assertThat(read.isCounted(i)).isEqualTo(user.isCounted(i));
      assertThat(read.consumedType(i)).isEqualTo(user.consumedType(i));
      assertThat(read.consumedMinute(i)).isEqualTo(user.consumedMinute(i));
    }
    assertThat(read.eventIdCount()).isEqualTo(64);
    for (int i = 0; i < 64; i++) {
      assertThat(read.eventIdHash(i)).isEqualTo(user.eventIdHash(i));
    }
    UserState fewer = new UserCodec(model.withEventIds(3)).read(written);
    assertThat(fewer.eventIdCount()).isEqualTo(3);
    assertThat(fewer.eventIdHash(2)).isEqualTo(user.eventIdHash(63));
    assertThat(new UserCodec(model.withEventIds(0)).read(written).eventIdCount()).isZero();
  }

  @Test
  void aUserOfTheFirstVersionIsRead() {
    InstanceModel model =
        InstanceModel.create(LearnerSettings.DEFAULT.withRank(2), EventRules.DEFAULT, 1);
    UserState user = new UserCodec(model).read(firstVersion(300, 100, 300));
    assertThat(user.events()).isEqualTo(5);
    assertThat(user.accumulator()).isEqualTo(2);
    assertThat(user.vector()).containsExactly(0.5f, -0.25f);
    assertThat(user.lastMillis()).isEqualTo(300);
    assertThat(user.recentCount()).isEqualTo(3);
    assertThat(user.consumedCount()).isEqualTo(3);
    assertThat(model.matrix().idOf(user.consumed(2))).isEqualTo("i2");
    assertThat(user.isCounted(2)).isTrue();
    assertThat(user.eventIdCount()).isZero();

    UserState again = new UserCodec(model).read(new UserCodec(model).write(user));
    assertThat(again).usingRecursiveComparison().ignoringFields("consumed").isEqualTo(user);
    assertThat(new UserCodec(model).read(firstVersion()).lastMillis()).isEqualTo(Long.MIN_VALUE);
  }

  /// Its items count as seen, and as new as the newest event.
  @Test
  void aUserOfTheSecondVersionIsRead() {
    InstanceModel model =
        InstanceModel.create(LearnerSettings.DEFAULT.withRank(2), EventRules.DEFAULT, 1);
    var out = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 2).putInt(2).putLong(5).putLong(600_000).putFloat(2).putFloat(1).putFloat(1);
    out.putInt(0).putInt(2);
    out.putShort((short) 2).put(TopologyFixture.bytes("i0"));
    out.putShort((short) ~2).put(TopologyFixture.bytes("i1"));
    out.putInt(1).putLong(77);

    UserState user = new UserCodec(model).read(Arrays.copyOf(out.array(), out.position()));
    assertThat(user.consumedCount()).isEqualTo(2);
    assertThat(user.isCounted(0)).isTrue();
    assertThat(user.isCounted(1)).isFalse();
    for (int i = 0; i < 2; i++) {
      assertThat(model.matrix().idOf(user.consumed(i))).isEqualTo("i" + i);
      assertThat(model.typeNumbers().name(user.consumedType(i))).isEqualTo("seen");
      assertThat(user.consumedMinute(i)).isEqualTo(10);
    }
    assertThat(user.eventIdHash(0)).isEqualTo(77);
    assertThat(user.pendingMerges()).isEmpty();
  }

  /// A user of rank 2 who consumed one item at each time, as the first version wrote it.
  private static byte[] firstVersion(long... timesMillis) {
    var out = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 1).putInt(2).putLong(5).putFloat(2).putFloat(0.5f).putFloat(-0.25f);
    out.putInt(timesMillis.length);
    for (int i = 0; i < timesMillis.length; i++) {
      out.putLong(timesMillis[i]).putShort((short) 2).put(TopologyFixture.bytes("i" + i));
    }
    out.putInt(timesMillis.length);
    for (int i = 0; i < timesMillis.length; i++) {
      out.putShort((short) 2).put(TopologyFixture.bytes("i" + i));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void aTallyOfTheVersionBeforeIsRead() {
    var tally = new Tally(5, 4, Map.of(Rejection.MALFORMED, 3L), 3, 6, 2, 1.5);
    byte[] written = ItemCodec.write(tally);
    byte[] before = Arrays.copyOf(written, written.length - Integer.BYTES);
    before[0] = 3;
    assertThat(ItemCodec.readTally(before)).usingRecursiveComparison().isEqualTo(tally);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void talliesComeBack(boolean rejectedSome) {
    Map<Rejection, Long> rejected =
        rejectedSome ? Map.of(Rejection.MALFORMED, 3L, Rejection.OVERSIZED, 1L << 40) : Map.of();
    var tally = new Tally(5, 4, rejected, 3, 6, 2, 1.5);
    tally.advanceTo(880_000_000_000L);
    tally.count(Outcome.REPEATED, 1L << 50);
    tally.count(Outcome.UNDONE);
    assertThat(ItemCodec.readTally(ItemCodec.write(tally)))
        .usingRecursiveComparison()
        .isEqualTo(tally);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 127})
  void anotherVersionIsRefused(int version) {
    byte[] row = new ItemCodec(2).write(0, new PartRow(new float[2], 0, 0, 0, 0));
    row[0] = (byte) version;
    assertThatThrownBy(() -> new ItemCodec(2).readRow(row))
        .isInstanceOf(IncompatibleStateException.class)
        .hasMessageContaining("has format " + version)
        .hasMessageContaining("start fresh");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void anotherRankIsRefused(int rank) {
    byte[] row = new ItemCodec(2).write(0, new PartRow(new float[2], 0, 0, 0, 0));
    assertThatThrownBy(() -> new ItemCodec(rank).readRow(row))
        .isInstanceOf(IncompatibleStateException.class)
        .hasMessageContaining("rank 2, but rank is set to " + rank);
  }
}
