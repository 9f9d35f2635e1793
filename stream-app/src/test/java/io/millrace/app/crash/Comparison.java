package io.millrace.app.crash;

import static org.awaitility.Awaitility.await;

import io.millrace.app.http.Answers;
import io.millrace.app.topology.StoredState;
import io.millrace.model.item.ItemBlock;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares what was sent with what the changelogs say, and that with what the instances have in
/// memory, once what they have learned is committed.
final class Comparison {
  /// Users and items that the instances are asked for, at most.
  private static final int MAX_ASKED = 500;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Truth truth;
  private final Logins logins;
  private final StoredState stored;
  private final List<InstanceProcess> instances;
  private final List<String> differences = new ArrayList<>();

  Comparison(
      Truth truth,
      Logins logins,
      String applicationId,
      int partitions,
      String bootstrapServers,
      List<InstanceProcess> instances) {
    this.truth = truth;
    this.logins = logins;
    this.instances = instances;
    this.stored =
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    StoredState.read(
                        bootstrapServers, applicationId, LearnerSettings.DEFAULT, partitions),
                this::isCommitted);
  }

  /// Whether the changelogs hold all that the instances say they have learned, and no history is on
  /// its way from a visitor to an account.
  private boolean isCommitted(StoredState state) {
    return state.users().values().stream().allMatch(user -> user.pendingMerges().length == 0)
        && instances.stream()
            .map(InstanceProcess::status)
            .allMatch(
                each ->
                    each.learned() == state.matrix().tally().learned()
                        && each.merged() == logins.count());
  }

  List<String> differences() {
    compare("learned in all", truth.acknowledged(), stored.matrix().tally().learned());
    compare("rejected in all", 0, stored.matrix().tally().rejected());
    compare("merged in all", logins.count(), stored.matrix().tally().of(Outcome.MERGED));
    for (int user = 0; user < truth.users(); user++) {
      compareUser(user);
    }
    for (int item = 0; item < truth.items(); item++) {
      compareItem(item);
    }
    return differences;
  }

  private void compareUser(int user) {
    if (stored.users().containsKey(Logins.visitorId(user))) {
      differences.add("%s is still known".formatted(Logins.visitorId(user)));
    }
    String id = Truth.userId(user);
    UserState state = stored.users().get(id);
    compare("events of " + id, truth.eventsOfUser(user), state == null ? 0 : state.events());
    if (state == null || user >= MAX_ASKED) {
      return;
    }
    for (InstanceProcess instance : instances) {
      var answer = instance.get("/v1/users/" + id + "?vector=true", Answers.User.class);
      compare(instance.name() + "'s events of " + id, state.events(), answer.events());
      compareVectors(instance.name() + "'s vector of " + id, state.vector(), answer.vector());
    }
  }

  private void compareItem(int item) {
    String id = Truth.itemId(item);
    int slot = stored.matrix().slotOf(id);
    long events = slot < 0 ? 0 : stored.matrix().blockOf(slot).counts()[slot % ItemBlock.ROWS];
    compare("events of " + id, truth.eventsOfItem(item), events);
    if (slot < 0 || item >= MAX_ASKED) {
      return;
    }
    float[] vector = new float[stored.matrix().rank()];
    stored.matrix().visible().addTo(vector, 1, slot);
    for (InstanceProcess instance : instances) {
      var answer = instance.get("/v1/items/" + id + "?vector=true", Answers.ItemState.class);
      compare(instance.name() + "'s events of " + id, events, answer.events());
      compareVectors(instance.name() + "'s vector of " + id, vector, answer.vector());
    }
  }

  private void compare(String what, long expected, long found) {
    if (expected != found) {
      differences.add("%s: %d instead of %d".formatted(what, found, expected));
    }
  }

  private void compareVectors(String what, float[] expected, @Nullable List<Float> found) {
    List<Float> elements = found == null ? List.of() : found;
    float[] vector = new float[elements.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = elements.get(i);
    }
    if (!Arrays.equals(expected, vector)) {
      differences.add("%s is not what the changelogs say".formatted(what));
    }
  }
}
