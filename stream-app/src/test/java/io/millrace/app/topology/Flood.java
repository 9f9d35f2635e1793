package io.millrace.app.topology;

import io.millrace.app.feed.ItemFeed;
import io.millrace.model.event.EventRules;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.Kernels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.KeyValue;

/// Floods the tasks of one instance with ever-new users and items, next to a core of regular ones,
/// and prints the heap after a collection as time goes on. Kafka is left out: changelogs go to the
/// feed and are thrown away. Run by `benchmarks/flood`; ends with 1 if the heap grows once the
/// limits are reached, or if something of the core is lost.
final class Flood {
  private static final int PARTITIONS = 2;
  private static final int MAX_ITEMS = 20_000;
  private static final int MAX_USERS = 40_000;
  private static final int CORE_ITEMS = 2_000;
  private static final int CORE_USERS = 2_000;
  private static final int EVENTS_PER_COMMIT = 20_000;
  private static final int SAMPLES = 12;
  private static final double TOLERATED_GROWTH = 1.1;
  private static final long GRACE_MILLIS = 2_000;

  private Flood() {}

  public static void main(String[] arguments) throws Exception {
    double minutes = arguments.length == 0 ? 2 : Double.parseDouble(arguments[0]);
    Path stateDir = Files.createTempDirectory("flood");
    var model =
        InstanceModel.create(
            LearnerSettings.DEFAULT,
            EventRules.DEFAULT,
            PARTITIONS,
            TestShare.AUTOMATIC,
            MAX_USERS,
            new Limits(MAX_ITEMS, 0, MAX_USERS, 0, GRACE_MILLIS),
            Kernels.best());
    var feed = new ItemFeed(model.matrix(), model.feedProgress(), sentMillis -> {});
    List<TaskFixture> tasks = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      tasks.add(new TaskFixture(stateDir, model, p).open());
    }
    List<String[]> core = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      core.add(Partitions.usersOf(p, PARTITIONS, CORE_USERS / PARTITIONS));
    }
    long start = System.nanoTime();
    long length = (long) (minutes * 60e9);
    var random = new SplittableRandom(1);
    long events = 0;
    int sampled = 0;
    List<Long> heaps = new ArrayList<>();
    System.out.println("seconds  events     items  users  marks  quarantine  slots   heap MiB");
    while (System.nanoTime() - start < length) {
      for (int p = 0; p < PARTITIONS; p++) {
        TaskFixture task = tasks.get(p);
        for (int i = 0; i < EVENTS_PER_COMMIT; i++) {
          boolean regularUser = random.nextInt(2) == 0;
          boolean regularItem = random.nextInt(2) == 0;
          task.view(
              regularUser
                  ? core.get(p)[random.nextInt(CORE_USERS / PARTITIONS)]
                  : newUser(p, events),
              regularItem ? "core-" + random.nextInt(CORE_ITEMS) : "new-" + events);
          events++;
        }
        task.commit();
        for (KeyValue<byte[], byte[]> each : task.itemLog.committed) {
          feed.accept(new ConsumerRecord<>("changelog", p, 0, each.key, each.value));
        }
        task.itemLog.committed.clear();
        task.userLog.committed.clear();
      }
      model.index().refresh();
      while (model.index().upkeep(10_000) > 0) {}
      model.userIndex().refresh();
      while (model.userIndex().upkeep(10_000) > 0) {}
      if (System.nanoTime() - start >= length / SAMPLES * (sampled + 1)) {
        sampled++;
        heaps.add(heapBytes());
        System.out.printf(
            "%7d %7d k %9d %6d %6d %11d %6d %10d%n",
            (System.nanoTime() - start) / 1_000_000_000,
            events / 1_000,
            model.matrix().size(),
            tasks.stream().mapToInt(task -> task.users.size()).sum(),
            model.matrix().life().marks(),
            model.matrix().life().quarantined(),
            model.matrix().slots(),
            heaps.getLast() >> 20);
      }
    }
    long lostItems = 0;
    for (int i = 0; i < CORE_ITEMS; i++) {
      lostItems += model.matrix().slotOf("core-" + i) < 0 ? 1 : 0;
    }
    long lostUsers = 0;
    for (int p = 0; p < PARTITIONS; p++) {
      for (String user : core.get(p)) {
        lostUsers += tasks.get(p).users.find(user) == null ? 1 : 0;
      }
    }
    long early = heaps.get(heaps.size() / 3);
    double growth = (double) heaps.getLast() / early;
    System.out.printf(
        "%d events, %.0f a second; heap grew by a factor of %.2f from a third of the time on;"
            + " lost of the core: %d items, %d users%n",
        events, events / ((System.nanoTime() - start) / 1e9), growth, lostItems, lostUsers);
    System.exit(growth > TOLERATED_GROWTH || lostItems + lostUsers > 0 ? 1 : 0);
  }

  /// A user of a partition who was not there before.
  private static String newUser(int partition, long number) {
    for (int i = 0; ; i++) {
      String id = "new-" + number + "-" + i;
      if (Partitions.of(id, PARTITIONS) == partition) {
        return id;
      }
    }
  }

  private static long heapBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
