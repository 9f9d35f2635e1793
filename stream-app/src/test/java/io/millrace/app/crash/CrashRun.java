package io.millrace.app.crash;

import static org.awaitility.Awaitility.await;

import io.millrace.app.cli.MillraceProcess;
import io.millrace.app.crash.CrashPlan.How;
import io.millrace.app.crash.CrashPlan.Kill;
import io.millrace.app.crash.CrashPlan.Victim;
import io.millrace.app.run.TestSettings;
import io.millrace.app.run.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/// Two instances and a broker learn while events are sent and read requests come, and are killed as
/// planned. Then what they know is compared with what was sent.
final class CrashRun implements AutoCloseable {
  private static final String APPLICATION = "crash";
  private static final int PARTITIONS = Topics.DEFAULT_PARTITIONS;

  /// How late is late is for the report to tell. A run ends only if nothing moves any more.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int LINES_TOLD = 30;

  private static final Duration LOOK = Duration.ofMillis(50);

  /// Dead broker, before it is started again: a moment, and longer than any transaction may last.
  private static final List<Duration> OUTAGES =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(7));

  private final CrashPlan plan;
  private final Consumer<String> log;
  private final Truth truth;
  private final Logins logins;
  private final BrokerProcess broker;
  private final List<InstanceProcess> instances = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();

  /// What a kill did.
  ///
  /// @param copies of a dead instance's partitions that the other one could answer from, as "2/2"
  /// @param readGapMillis the longest time without an answer since the kill before
  /// @param learningMillis until all partitions of a dead instance were learned again; of the
  ///   broker, until it was
  record Outage(Kill kill, String copies, long readGapMillis, long learningMillis) {
    /// Whether the other instance could answer for all of the dead one's users.
    boolean hadAllCopies() {
      return copies.matches("([1-9]\\d*)/\\1");
    }
  }

  CrashRun(
      CrashPlan plan,
      Path folder,
      BrokerProcess.Kind brokerKind,
      List<String> options,
      Consumer<String> log)
      throws IOException, InterruptedException {
    this.plan = plan;
    this.log = log;
    this.truth = new Truth(plan.users(), plan.items(), plan.seed());
    this.logins = new Logins(plan.users(), plan.events(), plan.seed());
    this.broker = new BrokerProcess(brokerKind, folder.resolve("broker"));
    createTopics(folder);
    for (String name : List.of("first", "second")) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--bootstrap-servers",
                  broker.bootstrapServers(),
                  "--application-id",
                  APPLICATION,
                  "--state-dir",
                  folder.resolve(name).toString()));
      arguments.addAll(options);
      instances.add(new InstanceProcess(name, "768m", arguments));
    }
  }

  private void createTopics(Path folder) {
    try (var topics = new Topics(TestSettings.of(broker.bootstrapServers(), APPLICATION, folder))) {
      topics.createInputs(PARTITIONS);
    }
  }

  /// Runs the plan to its end and compares.
  CrashReport run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    instances.forEach(instance -> instance.awaitReady(PATIENCE));
    awaitShared();
    log.accept("both instances learn");
    try (var reads = new Reads(truth, PARTITIONS, plan.seed());
        var sender =
            new Sender(
                truth,
                logins,
                plan.events(),
                plan.perSecond(),
                broker.bootstrapServers(),
                this::learnedAtLeast)) {
      instances.forEach(instance -> reads.add(instance.url()));
      for (Kill kill : plan.kills()) {
        awaitAcknowledged(kill.afterEvents());
        outages.add(kill(kill, reads));
        log.accept(outages.getLast().toString());
      }
      await().forever().pollInterval(LOOK).until(sender::isDone);
      log.accept(
          "all %,d events and %,d merges are acknowledged"
              .formatted(plan.events(), logins.count()));
      awaitLearned();
      double seconds = (System.nanoTime() - start) * 1e-9;
      log.accept("all are learned; comparing");
      Reads.Result read = reads.result();
      return new CrashReport(
          plan,
          outages,
          read,
          seconds,
          new Comparison(
                  truth, logins, APPLICATION, PARTITIONS, broker.bootstrapServers(), instances)
              .differences());
    }
  }

  private void awaitShared() {
    await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .ignoreExceptions()
        .until(
            () ->
                instances.stream().noneMatch(each -> each.offsets().isEmpty())
                    && instances.stream().mapToInt(each -> each.offsets().size()).sum()
                        == PARTITIONS);
  }

  private void awaitAcknowledged(int events) {
    await().forever().pollInterval(LOOK).until(() -> truth.acknowledged() >= events);
  }

  private Outage kill(Kill kill, Reads reads) throws IOException, InterruptedException {
    reads.takeLongestGapMillis();
    return kill.victim() == Victim.BROKER ? killBroker(kill, reads) : killInstance(kill, reads);
  }

  private Outage killInstance(Kill kill, Reads reads) throws IOException, InterruptedException {
    InstanceProcess victim = instances.get(kill.victim() == Victim.FIRST ? 0 : 1);
    InstanceProcess survivor = instances.get(kill.victim() == Victim.FIRST ? 1 : 0);
    Set<Integer> orphans = partitionsOf(victim);
    String copies = copiesOf(orphans, survivor);
    reads.remove(victim.url());
    boolean pauses = kill.how() == How.PAUSED;
    if (pauses) {
      victim.pause();
    } else {
      victim.kill();
    }
    long killedNanos = System.nanoTime();
    awaitProgress(survivor, orphans);
    long learningMillis = millisSince(killedNanos);
    long gapMillis = reads.takeLongestGapMillis();
    if (pauses) {
      victim.resume();
    } else {
      victim.restart();
    }
    reads.add(victim.awaitReady(PATIENCE));
    return new Outage(kill, copies, gapMillis, learningMillis);
  }

  private Outage killBroker(Kill kill, Reads reads) throws InterruptedException {
    long learned = learned();
    broker.kill();
    long killedNanos = System.nanoTime();
    Thread.sleep(OUTAGES.get(Math.floorMod(kill.afterEvents(), OUTAGES.size())).toMillis());
    broker.restart();
    awaitLearnedAtLeast(Math.min(learned + 1, plan.events())); // a backlog is no part of it
    return new Outage(kill, "", reads.takeLongestGapMillis(), millisSince(killedNanos));
  }

  /// The partitions that an instance learns, none if it has just come back; asked again while it is
  /// too busy to answer.
  private static Set<Integer> partitionsOf(InstanceProcess instance) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .ignoreExceptions()
        .until(() -> instance.offsets().keySet(), any -> true);
  }

  private static String copiesOf(Set<Integer> partitions, InstanceProcess instance) {
    long whole =
        await()
            .atMost(PATIENCE)
            .pollInterval(LOOK)
            .ignoreExceptions()
            .until(() -> instance.status().copies(), any -> true)
            .stream()
            .filter(copy -> copy.whole() && partitions.contains(copy.partition()))
            .count();
    return whole + "/" + partitions.size();
  }

  /// Waits until an instance has handled an event of each of these partitions, or has them and none
  /// is left: restarts take time, and the last kills of a plan may come when all is learned.
  private void awaitProgress(InstanceProcess instance, Set<Integer> partitions) {
    Map<Integer, Long> first = new HashMap<>();
    Set<Integer> moved = new HashSet<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .ignoreExceptions()
        .until(
            () -> {
              Map<Integer, Long> offsets = instance.offsets();
              offsets.forEach(
                  (partition, offset) -> {
                    if (first.computeIfAbsent(partition, any -> offset) < offset) {
                      moved.add(partition);
                    }
                  });
              return moved.containsAll(partitions)
                  || (offsets.keySet().containsAll(partitions)
                      && instance.status().learned() >= plan.events());
            });
  }

  /// Events that are learned, as far as any instance says.
  private long learnedAtLeast() {
    long most = 0;
    for (InstanceProcess instance : instances) {
      try {
        most = Math.max(most, instance.status().learned());
      } catch (RuntimeException silent) {
        // It is dead or paused: the other one knows.
      }
    }
    return most;
  }

  /// Events that are learned; asked again while nobody answers.
  private long learned() {
    return await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .ignoreExceptions()
        .until(() -> instances.getFirst().status().learned(), any -> true);
  }

  private void awaitLearnedAtLeast(long events) {
    await()
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .ignoreExceptions()
        .until(() -> instances.getFirst().status().learned() >= events);
  }

  /// Waits until both instances say that everything is learned. If too little is learned, what is
  /// missing is told later.
  private void awaitLearned() {
    try {
      await()
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptions()
          .until(
              () ->
                  instances.stream()
                      .allMatch(each -> each.status().learned() >= truth.acknowledged()));
    } catch (ConditionTimeoutException missing) {
      log.accept("not everything is learned");
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  /// What the processes printed last, for whoever wants to know why a run failed.
  void tellOutput() {
    log.accept("%,d events are acknowledged; the broker says".formatted(truth.acknowledged()));
    Stream.concat(last(broker.process().out()), last(broker.process().err())).forEach(log);
    for (InstanceProcess instance : instances) {
      MillraceProcess process = instance.process();
      log.accept("%s %s".formatted(instance.name(), process.isAlive() ? "lives" : "is dead"));
      log.accept(describe(instance));
      Stream.concat(last(process.out()), last(process.err())).forEach(log);
    }
  }

  private static String describe(InstanceProcess instance) {
    try {
      return instance.status().toString();
    } catch (RuntimeException silent) {
      return String.valueOf(silent.getMessage());
    }
  }

  private static Stream<String> last(List<String> lines) {
    return lines.stream().skip(Math.max(0, lines.size() - LINES_TOLD));
  }

  @Override
  public void close() {
    instances.forEach(InstanceProcess::close);
    broker.close();
  }
}
