package io.millrace.app.run;

import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.Positions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the broker once a second how far the partitions that are active here have grown, and
/// compares with how far they were handled; and more often how far behind the copies of others'
/// partitions are.
final class LagMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LagMonitor.class);
  private static final long PERIOD_MILLIS = 1_000;

  /// Shorter, since what a copy may answer waits for it.
  private static final long COPIES_PERIOD_MILLIS = 250;

  /// Where a partition stands.
  ///
  /// @param next offset from which on nothing was handled
  /// @param lag offsets behind it that are committed: events, and a few that only end transactions
  record Standing(long next, long lag) {
    /// Before the first look.
    static final Standing UNKNOWN = new Standing(0, 0);
  }

  private final Admin admin;
  private final String group;
  private final String interactionsTopic;
  private final KafkaStreams streams;
  private final Positions positions;
  private final CopyLags copies;
  private final CatchUp catchUp = new CatchUp();
  private final BrokerSilence silence;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lag-monitor").daemon().factory());

  /// A thread of its own: after an outage of the broker the other one may wait for it for longer.
  private final ScheduledExecutorService copiesTimer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("copy-lags").daemon().factory());

  private volatile Map<Integer, Standing> standings = Map.of();
  private volatile Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
  private volatile boolean looked;

  LagMonitor(AppSettings settings, KafkaStreams streams, InstanceModel model) {
    this.admin = Admin.create(KafkaConfigs.admin(settings));
    this.group = settings.applicationId();
    this.interactionsTopic = settings.interactionsTopic();
    this.silence = new BrokerSilence(settings.bootstrapServers());
    this.streams = streams;
    this.positions = model.positions();
    this.copies = new CopyLags(streams, model.userStores(), model.partitions());
  }

  /// Begins to look, once the topology runs.
  void start() {
    var _ = timer.scheduleWithFixedDelay(this::refresh, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    var _ =
        copiesTimer.scheduleWithFixedDelay(
            copies::refresh, 0, COPIES_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /// Whether the broker has answered since the start.
  boolean hasLooked() {
    return looked;
  }

  /// Whether the broker answered when it was asked last.
  boolean isAnswered() {
    return !silence.isSilent();
  }

  /// Where each partition that is active here stood at the last look.
  Map<Integer, Standing> standings() {
    return standings;
  }

  /// The offset of a partition from which on nothing was handled, here or, as of the last look,
  /// elsewhere; [Positions#UNKNOWN] if that is not known.
  long next(int partition) {
    OffsetAndMetadata known = committed.get(new TopicPartition(interactionsTopic, partition));
    return Math.max(positions.next(partition), known == null ? Positions.UNKNOWN : known.offset());
  }

  long lag() {
    return standings.values().stream().mapToLong(Standing::lag).sum();
  }

  /// Seconds until everything is handled at the present pace; infinite if that is never.
  double catchUpSeconds() {
    return catchUp.seconds();
  }

  /// How many changes of a partition its copy here had not read at the last look, or null if that
  /// is not known.
  @Nullable Long ofCopy(int partition) {
    return copies.of(partition);
  }

  private void refresh() {
    long asked = System.nanoTime();
    try {
      Set<TopicPartition> active = activePartitions();
      committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      Map<Integer, Standing> fresh = new TreeMap<>();
      admin
          .listOffsets(
              active.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())),
              KafkaConfigs.COMMITTED)
          .all()
          .get()
          .forEach(
              (partition, end) -> {
                long next = Math.max(0, next(partition.partition()));
                fresh.put(
                    partition.partition(), new Standing(next, Math.max(0, end.offset() - next)));
              });
      standings = fresh;
      looked = true;
      long now = System.nanoTime();
      catchUp.look(fresh.keySet(), lag(), now);
      silence.answered(now);
    } catch (ExecutionException | RuntimeException failure) {
      if (failure.getCause() instanceof TimeoutException) {
        silence.failed(asked, System.nanoTime(), Failures.line(failure));
      } else {
        LOG.debug("Cannot tell the lag: {}", failure.getMessage());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// The partitions of the interactions whose tasks run here.
  private Set<TopicPartition> activePartitions() {
    return streams.metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .flatMap(task -> task.topicPartitions().stream())
        .filter(partition -> partition.topic().equals(interactionsTopic))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    timer.shutdownNow();
    copiesTimer.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }
}
