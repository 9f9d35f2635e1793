package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// An instance whose transactions others end, since they take it for dead.
@ExtendWith(SharedBroker.class)
class FencedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int ROUNDS = 2;

  private final SharedBroker.Running broker;

  FencedTest(SharedBroker.Running broker) {
    this.broker = broker;
  }

  @Test
  void itLearnsOnAndEverythingOnce() throws Exception {
    try (var world = new TopicWorld(broker, "fenced", 4);
        var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      try (var running = Application.start(world.settings("fenced"))) {
        for (int round = 0; round < ROUNDS; round++) {
          await().atMost(PATIENCE).pollInterval(LOOK).until(() -> fenceWhileItLearns(admin, world));
          world.views(20);
          await().atMost(PATIENCE).until(() -> running.tally().handled() == world.sent());
        }
        running.requireHealthy();
      }
      // What was learned in a transaction that had been ended may be learned again only now.
      try (var again = Application.start(world.settings("fenced"))) {
        await().atMost(PATIENCE).until(() -> again.tally().handled() >= world.sent());
        assertThat(again.commitAndStopLearning().learned()).isEqualTo(world.sent());
      }
    }
  }

  /// A transaction is open for moments only, so there is something to commit at each look.
  private static boolean fenceWhileItLearns(Admin admin, TopicWorld world) throws Exception {
    world.views(5);
    return fence(admin, "fenced-") > 0;
  }

  /// @return how many transactions were open
  private static int fence(Admin admin, String prefix) throws Exception {
    List<String> open =
        admin
            .listTransactions(
                new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
            .all()
            .get()
            .stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> id.startsWith(prefix))
            .toList();
    admin.fenceProducers(open).all().get();
    return open.size();
  }
}
