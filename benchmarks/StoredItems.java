import io.millrace.app.topology.ItemCodec;
import io.millrace.app.topology.StoredPosition;
import io.millrace.app.topology.UserStores;
import io.millrace.model.item.ContextRow;
import io.millrace.model.item.PartRow;
import io.millrace.model.item.SharedWeights;
import io.millrace.model.item.Trend;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.metrics.Tally;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Writes the changelogs of a model that knows many items, as one write of each partition, without
/// anything having been learned: rows, context rows, shared weights, tally and position by the
/// product's own codec. Nobody is known, and the next event is the first one of the topic.
///
/// An item has a row in the partition that owns it and, if there are to be several parts, in those
/// that follow.
///
/// `java -cp LIB/* StoredItems.java BOOTSTRAP PARTITIONS ITEMS PARTS CONTEXTS`, where CONTEXTS is 0
/// to leave out the context rows; the topics must be there, and empty.
public final class StoredItems {
  private static final String ITEMS_LOG = "millrace-items-changelog";
  private static final String USERS_LOG = "millrace-users-changelog";
  private static final float SIZE = 0.3f; // of elements, as after some events

  /// Above probation, so that nothing is let go.
  private static final int MIN_COUNT = 3;

  private final LearnerSettings settings = LearnerSettings.DEFAULT;
  private final ItemCodec codec = new ItemCodec(settings.rank());
  private final SplittableRandom random = new SplittableRandom(1);
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private final int partitions;
  private final long[] counts; // of events, by partition
  private long records;
  private long bytes;

  private StoredItems(KafkaProducer<byte[], byte[]> producer, int partitions) {
    this.producer = producer;
    this.partitions = partitions;
    this.counts = new long[partitions];
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", arguments[0], "linger.ms", 20, "batch.size", 256 * 1024);
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      new StoredItems(producer, Integer.parseInt(arguments[1]))
          .write(
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]),
              !arguments[4].equals("0"));
    }
  }

  private void write(int items, int parts, boolean contexts) throws Exception {
    long now = System.currentTimeMillis();
    for (int i = 0; i < items; i++) {
      String itemId = "item" + i;
      int owner = UserStores.partitionOf(itemId, partitions);
      for (int part = 0; part < parts; part++) {
        int partition = (owner + part) % partitions;
        put(partition, ItemCodec.key(itemId), codec.write(0, row(partition, now)));
        if (contexts) {
          var row = new ContextRow(vector(), random.nextFloat());
          put(partition, ItemCodec.contextKey(itemId), codec.write(0, row));
        }
      }
    }
    byte[] position = new StoredPosition(1, 0, 0).bytes();
    for (int partition = 0; partition < partitions; partition++) {
      var tally = new Tally(counts[partition], 0, Map.of(), 0, 0, 0, 0);
      tally.advanceTo(now);
      put(partition, ItemCodec.sharedWeightsKey(), ItemCodec.write(new float[SharedWeights.SIZE]));
      put(partition, ItemCodec.tallyKey(), ItemCodec.write(tally));
      put(partition, StoredPosition.key(), position);
      send(USERS_LOG, partition, StoredPosition.key(), position);
    }
    producer.flush();
    if (failure.get() != null) {
      throw failure.get();
    }
    System.out.println(records + " " + bytes);
  }

  private PartRow row(int partition, long now) {
    // Few have many events, most have few.
    long count = MIN_COUNT + (long) (1 / (random.nextDouble() + 1e-4));
    counts[partition] += count;
    double trend =
        Trend.add(Trend.NONE, now - random.nextInt(86_400_000), settings.trendHalfLifeMillis());
    return new PartRow(vector(), random.nextFloat() - 0.5f, random.nextFloat(), count, trend);
  }

  private float[] vector() {
    float[] vector = new float[settings.rank()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = SIZE * (2 * random.nextFloat() - 1);
    }
    return vector;
  }

  private void put(int partition, byte[] key, byte[] value) {
    records++;
    bytes += key.length + value.length;
    send(ITEMS_LOG, partition, key, value);
  }

  private void send(String topic, int partition, byte[] key, byte[] value) {
    var _ =
        producer.send(
            new ProducerRecord<>(topic, partition, key, value),
            (place, thrown) -> {
              if (thrown != null) {
                failure.compareAndSet(null, thrown);
              }
            });
  }
}
