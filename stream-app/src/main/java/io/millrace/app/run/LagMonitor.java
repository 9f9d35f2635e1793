package io.millrace.app.run;

import io.millrace.app.topology.Positions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the broker once a second how far the partitions that are active here have grown, and
/// compares with how far they were handled.
final class LagMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LagMonitor.class);
  private static final long PERIOD_MILLIS = 1_000;

  /// Where a partition stands.
  ///
  /// @param next offset behind the last handled event
  /// @param lag events behind it
  record Standing(long next, long lag) {}

  private final Admin admin;
  private final KafkaStreams streams;
  private final Positions positions;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lag-monitor").daemon().factory());
  private final ScheduledFuture<?> refreshing;
  private volatile Map<Integer, Standing> standings = Map.of();

  LagMonitor(AppSettings settings, KafkaStreams streams, Positions positions) {
    this.admin = Admin.create(KafkaConfigs.admin(settings));
    this.streams = streams;
    this.positions = positions;
    this.refreshing =
        timer.scheduleWithFixedDelay(this::refresh, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Where each partition that is active here stood at the last look.
  Map<Integer, Standing> standings() {
    return standings;
  }

  long lag() {
    return standings.values().stream().mapToLong(Standing::lag).sum();
  }

  private void refresh() {
    try {
      Map<TopicPartition, Long> committed = activePartitions();
      Map<TopicPartition, OffsetSpec> ends =
          committed.keySet().stream()
              .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
      Map<Integer, Standing> fresh = new TreeMap<>();
      admin
          .listOffsets(ends)
          .all()
          .get()
          .forEach(
              (partition, end) -> {
                long handled = positions.next(partition.partition());
                long next = Math.max(handled, committed.getOrDefault(partition, 0L));
                fresh.put(
                    partition.partition(), new Standing(next, Math.max(0, end.offset() - next)));
              });
      standings = fresh;
    } catch (ExecutionException | RuntimeException failure) {
      LOG.debug("Cannot tell the lag: {}", failure.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// The input partitions whose tasks run here, with their committed offsets.
  private Map<TopicPartition, Long> activePartitions() {
    Map<TopicPartition, Long> committed = new HashMap<>();
    List<TaskMetadata> tasks =
        streams.metadataForLocalThreads().stream()
            .flatMap(thread -> thread.activeTasks().stream())
            .toList();
    for (TaskMetadata task : tasks) {
      for (TopicPartition partition : task.topicPartitions()) {
        // Negative before the first commit.
        committed.put(partition, Math.max(0, task.committedOffsets().getOrDefault(partition, 0L)));
      }
    }
    return committed;
  }

  @Override
  public void close() {
    refreshing.cancel(true);
    timer.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }
}
