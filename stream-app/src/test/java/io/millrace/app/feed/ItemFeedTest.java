package io.millrace.app.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.topology.FeedProgress;
import io.millrace.app.topology.IncompatibleStateException;
import io.millrace.app.topology.StoredBytes;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.MarkRow;
import io.millrace.model.item.PartRow;
import io.millrace.model.item.SharedWeights;
import io.millrace.model.metrics.Tally;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemFeedTest {
  private final ItemMatrix matrix = new ItemMatrix(2, 3, 0, 0.1f);
  private final List<Long> visible = new ArrayList<>();
  private final ItemFeed feed = new ItemFeed(matrix, new FeedProgress(3), visible::add);

  private void accept(int partition, byte[] key, byte @Nullable [] value) {
    feed.accept(
        new ConsumerRecord<>(
            "app-items-changelog",
            partition,
            0,
            77L,
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  private static byte[] key(String itemId) {
    return itemId.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] row(float x, float y, long count) {
    return StoredBytes.row(new PartRow(new float[] {x, y}, 0.5f, 1, count, 4));
  }

  private float[] vector(String itemId) {
    float[] vector = new float[2];
    matrix.visible().addTo(vector, 1, matrix.slotOf(itemId));
    return vector;
  }

  @Test
  void theRowsOfAllPartitionsAddUp() {
    accept(0, key("book"), row(1, 2, 3));
    accept(2, key("book"), row(5, 7, 30));
    assertThat(vector("book")).containsExactly(6, 9);
    assertThat(matrix.blockOf(0).counts()[0]).isEqualTo(33);
    assertThat(matrix.blockOf(0).biases()[0]).isEqualTo(1);
  }

  @Test
  void aRowReplacesTheOneBeforeIt() {
    accept(0, key("book"), row(1, 2, 3));
    accept(0, key("book"), row(5, 6, 7));
    assertThat(vector("book")).containsExactly(5, 6);
  }

  @Test
  void theTalliesOfAllPartitionsAddUp() {
    accept(0, StoredBytes.tallyKey(), StoredBytes.tally(new Tally(5, 2, Map.of(), 3, 6, 1, 0.5)));
    accept(1, StoredBytes.tallyKey(), StoredBytes.tally(new Tally(7, 3, Map.of(), 4, 8, 2, 1.5)));
    assertThat(matrix.tally().learned()).isEqualTo(12);
    assertThat(matrix.tally().users()).isEqualTo(5);
    assertThat(matrix.tally().gain()).isEqualTo(2);
    assertThat(matrix.tally().hitRate()).isEqualTo(3.0 / 14);
    assertThat(matrix.size()).isZero();
  }

  @Test
  void theContextRowsOfAllPartitionsAddUp() {
    accept(0, key("book"), row(1, 2, 3));
    accept(0, StoredBytes.contextKey("book"), context(1, 2));
    accept(1, StoredBytes.contextKey("book"), context(4, 5));
    accept(1, StoredBytes.contextKey("book"), context(6, 7));
    float[] both = new float[2];
    matrix.visible().addContextTo(both, 1, matrix.slotOf("book"));
    assertThat(both).containsExactly(8, 11);
    assertThat(vector("book")).containsExactly(1, 2);
    assertThat(matrix.blockOf(0).contextAccumulators()[0]).isEqualTo(1.1f);
  }

  @Test
  void theSharedWeightsOfAllPartitionsAddUp() {
    float[] weights = new float[SharedWeights.SIZE];
    weights[1] = 0.25f;
    accept(0, StoredBytes.sharedWeightsKey(), StoredBytes.sharedWeights(weights));
    accept(2, StoredBytes.sharedWeightsKey(), StoredBytes.sharedWeights(weights));
    assertThat(matrix.sharedWeights().place(1)).isEqualTo(0.5f);
    assertThat(matrix.sharedWeights().place(0)).isZero();
    assertThat(matrix.size()).isZero();
  }

  private static byte[] context(float x, float y) {
    return StoredBytes.contextRow(new ContextRow(new float[] {x, y}, 0.5f));
  }

  @Test
  void aNullValueDeletesWhatAPartitionAdded() {
    accept(0, key("book"), row(1, 2, 3));
    accept(1, key("book"), row(5, 7, 30));
    accept(1, key("book"), null);
    assertThat(vector("book")).containsExactly(1, 2);
    accept(0, StoredBytes.tallyKey(), null);
    accept(0, StoredBytes.sharedWeightsKey(), null);
  }

  @Test
  void anItemOfWhichNothingIsLeftIsForgotten() {
    accept(0, key("book"), row(1, 2, 3));
    accept(0, StoredBytes.contextKey("book"), context(1, 2));
    accept(0, key("book"), null);
    assertThat(matrix.size()).isEqualTo(1);
    accept(0, StoredBytes.contextKey("book"), null);
    assertThat(matrix.size()).isZero();
  }

  @Test
  void aMarkTakesTheItemAwayAndRowsOfBeforeMeanNothing() {
    accept(1, key("book"), row(1, 2, 3));
    accept(0, key("book"), StoredBytes.mark(new MarkRow(1, false)));
    accept(2, key("book"), row(5, 7, 30));
    assertThat(matrix.size()).isZero();
    accept(2, key("book"), StoredBytes.row(1, new PartRow(new float[] {7, 6}, 0, 0, 1, 4)));
    assertThat(vector("book")).containsExactly(7, 6);
  }

  @Test
  void theTimeOfEachCommitIsHeardOnceItsRowsAreVisible() {
    accept(0, key("book"), row(1, 2, 3));
    assertThat(visible).isEmpty();
    accept(0, StoredBytes.tallyKey(), StoredBytes.tally(new Tally()));
    assertThat(visible).containsExactly(77L);
  }

  @Test
  void aRowOfAnotherRankEndsTheFeed() {
    byte[] other = StoredBytes.row(new PartRow(new float[3], 0, 0, 0, 0));
    assertThatThrownBy(() -> accept(0, key("book"), other))
        .isInstanceOf(IncompatibleStateException.class)
        .hasMessageContaining("rank 3, but rank is set to 2");
  }
}
