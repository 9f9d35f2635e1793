package io.millrace.app.run;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the transactions that dead instances left open, while partitions change hands.
///
/// Whoever takes over a partition has to wait for the end of the transaction in which it was
/// learned last. Left to the broker, that is the transaction's timeout, and up to ten seconds more
/// with its default settings. Here it is as soon as the dead one is out of the group: then its
/// producers are fenced, which aborts what they have open. To fence a live one, which left the
/// group against its will, does no harm: its work has been given to others.
public final class AbandonedTransactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);
  private static final long PERIOD_MILLIS = 250;

  /// For how long after a rebalance it is looked for them.
  private static final long WATCH_NANOS = Duration.ofSeconds(20).toNanos();

  /// Streams names processes by random UUIDs, in the ids of transactions and of members alike.
  private static final String PROCESS = "-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-";

  private final Admin admin;
  private final String group;
  private final GroupSettings.Protocol protocol;
  private final KafkaStreams streams;
  private final Pattern nameOfProcess;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("abandoned-transactions").daemon().factory());
  private final ScheduledFuture<?> looking;
  private long movedNanos = System.nanoTime();
  private boolean told;

  /// Looks for them from now on.
  public AbandonedTransactions(AppSettings settings, KafkaStreams streams) {
    this.admin = Admin.create(KafkaConfigs.admin(settings));
    this.group = settings.applicationId();
    this.protocol = settings.group().protocol();
    this.streams = streams;
    this.nameOfProcess = Pattern.compile(Pattern.quote(group) + PROCESS + ".+");
    this.looking =
        timer.scheduleWithFixedDelay(
            this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (streams.state() == KafkaStreams.State.REBALANCING) {
      movedNanos = System.nanoTime();
    }
    if (System.nanoTime() - movedNanos > WATCH_NANOS) {
      return;
    }
    try {
      end();
    } catch (ExecutionException | RuntimeException failure) {
      if (!told) {
        told = true;
        LOG.debug("Cannot end abandoned transactions: {}", failure.getMessage());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() throws ExecutionException, InterruptedException {
    // In this order: who began a transaction was a member before it did.
    Collection<TransactionListing> open =
        admin
            .listTransactions(
                new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
            .all()
            .get();
    List<String> ours =
        open.stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> nameOfProcess.matcher(id).matches())
            .toList();
    if (ours.isEmpty()) {
      return;
    }
    Set<String> alive = processes(memberNames());
    Set<String> abandoned = new HashSet<>(ours);
    abandoned.removeIf(id -> alive.contains(process(id)));
    // Without any member the group is just being formed, or its coordinator just starting.
    if (alive.isEmpty() || abandoned.isEmpty()) {
      return;
    }
    admin.fenceProducers(abandoned).all().get();
    LOG.info("Ended {} transactions of instances that are gone", abandoned.size());
  }

  private Stream<String> memberNames() throws ExecutionException, InterruptedException {
    return switch (protocol) {
      case CLASSIC ->
          admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
              .flatMap(each -> each.members().stream())
              .map(member -> member.clientId());
      case STREAMS ->
          admin.describeStreamsGroups(List.of(group)).all().get().values().stream()
              .flatMap(each -> each.members().stream())
              .map(member -> member.clientId());
    };
  }

  private Set<String> processes(Stream<String> names) {
    return names.map(this::process).collect(Collectors.toSet());
  }

  private String process(String name) {
    Matcher matcher = nameOfProcess.matcher(name);
    return matcher.matches() ? matcher.group(1) : name;
  }

  @Override
  public void close() {
    looking.cancel(true);
    timer.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }
}
