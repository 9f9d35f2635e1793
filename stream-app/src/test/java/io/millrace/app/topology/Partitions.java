package io.millrace.app.topology;

import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/// User ids by the partition that Kafka's default partitioner puts them on.
final class Partitions {
  private Partitions() {}

  static String[] usersOf(int partition, int partitions, int count) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "user" + i)
        .filter(id -> of(id, partitions) == partition)
        .limit(count)
        .toArray(String[]::new);
  }

  static int of(String id, int partitions) {
    return Utils.toPositive(Utils.murmur2(TopologyFixture.bytes(id))) % partitions;
  }
}
