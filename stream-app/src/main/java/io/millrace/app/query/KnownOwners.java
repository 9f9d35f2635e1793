package io.millrace.app.query;

import io.millrace.app.query.UserRouter.Owners;
import io.millrace.app.topology.MillraceTopology;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/// What Streams knows of the owners of partitions, or knew last: it does not tell while it is
/// stopping, when this instance's own partitions are being taken over by others. Streams tells one
/// caller at a time, so what it said a moment ago is not asked for again. Safe for any number of
/// threads.
public final class KnownOwners implements IntFunction<Owners> {
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// Asks for a partition by its number instead of by a key in it.
  private static final StreamPartitioner<Integer, Object> BY_NUMBER =
      (topic, partition, value, partitions) -> Optional.of(Set.of(partition));

  private final KafkaStreams streams;
  private final HostInfo self;
  private final AtomicReferenceArray<@Nullable Answer> answers; // by partition

  private record Answer(Owners owners, long atNanos) {}

  /// @param self the address of this instance, as the others know it
  public KnownOwners(KafkaStreams streams, HostInfo self, int partitions) {
    this.streams = streams;
    this.self = self;
    this.answers = new AtomicReferenceArray<>(partitions);
  }

  @Override
  public Owners apply(int partition) {
    Answer last = answers.get(partition);
    long now = System.nanoTime();
    if (last != null && now - last.atNanos() < FRESH_NANOS) {
      return last.owners();
    }
    try {
      KeyQueryMetadata metadata =
          streams.queryMetadataForKey(MillraceTopology.USERS, partition, BY_NUMBER);
      last = new Answer(owners(metadata), now);
      answers.set(partition, last);
    } catch (IllegalStateException | StreamsException notNow) {
      // What was known last may still be so.
    }
    return last == null ? Owners.NONE : last.owners();
  }

  private Owners owners(KeyQueryMetadata metadata) {
    return new Owners(
        Stream.of(metadata.activeHost()).filter(this::isOther).findAny(),
        metadata.standbyHosts().stream().filter(this::isOther).toList());
  }

  /// Between two owners a partition has the host that stands for none.
  private boolean isOther(HostInfo host) {
    return !host.equals(HostInfo.unavailable()) && !host.equals(self);
  }
}
