package io.millrace.app.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Rejection;
import io.millrace.model.item.PartRow;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Tally;
import java.util.Map;
import java.util.Random;
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
        vector[j] = (float) random.nextGaussian();
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
  void usersComeBackWithTheirItemsInOrder(int rank) {
    LearnerSettings settings = LearnerSettings.DEFAULT.withRank(rank);
    InstanceModel model = InstanceModel.create(settings, EventWeights.DEFAULT, 1);
    var random = new Random(SEED);
    var user = new UserState(rank, settings.context(), settings.startAccumulator());
    for (int i = 0; i < 2_500; i++) {
      int slot = model.matrix().intern("é".repeat(125) + i);
      user.remember(slot, random.nextInt(1_000));
      user.consume(slot, settings.maxConsumed());
    }
    user.consume(model.matrix().intern("x".repeat(256)), settings.maxConsumed());
    user.vector()[0] = -0.25f;
    user.setAccumulator(3);
    user.setEvents(2_501);

    byte[] written = new UserCodec(settings, model.matrix()).write(user);
    UserState read = new UserCodec(settings, model.matrix()).read(written);
    assertThat(read).usingRecursiveComparison().ignoringFields("consumed").isEqualTo(user);
    assertThat(read.consumedCount()).isEqualTo(2_000);
    for (int i = 0; i < read.consumedCount(); i++) {
      assertThat(read.consumed(i)).isEqualTo(user.consumed(i));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void talliesComeBack(boolean rejectedSome) {
    Map<Rejection, Long> rejected =
        rejectedSome ? Map.of(Rejection.MALFORMED, 3L, Rejection.OVERSIZED, 1L << 40) : Map.of();
    var tally = new Tally(5, 4, rejected, 3, 6, 2, 1.5);
    tally.advanceTo(880_000_000_000L);
    assertThat(ItemCodec.readTally(ItemCodec.write(tally)))
        .usingRecursiveComparison()
        .isEqualTo(tally);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 127})
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
