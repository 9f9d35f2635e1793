package io.millrace.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.http.Places.Here;
import io.millrace.app.http.Places.Hop;
import io.millrace.app.http.Places.There;
import io.millrace.app.query.UserRouter;
import io.millrace.app.query.UserRouter.Owners;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.event.EventWeights;
import io.millrace.model.learner.LearnerSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

/// Where an instance that has no store of a user's partition asks for the user.
class PlacesTest {
  private static final HostInfo OWNER = new HostInfo("owner", 1);
  private static final HostInfo COPY = new HostInfo("copy", 1);
  private static final HostInfo OTHER_COPY = new HostInfo("other-copy", 1);

  private final Set<HostInfo> silent = new HashSet<>();
  private Owners owners = new Owners(Optional.of(OWNER), List.of(COPY, OTHER_COPY));

  private List<Places.Place> places(Hop hop) {
    var stores =
        InstanceModel.create(LearnerSettings.DEFAULT, EventWeights.DEFAULT, 2).userStores();
    var router = new UserRouter(stores, partition -> owners, partition -> null);
    List<Places.Place> places = new ArrayList<>();
    Places.of(router, silent::contains).of("anyone", hop).forEachRemaining(places::add);
    return places;
  }

  @Test
  void theOwnerIsAskedBeforeCopies() {
    assertThat(places(Hop.CLIENT))
        .containsExactly(
            new There(OWNER, Hop.TO_OWNER),
            new There(COPY, Hop.TO_COPY),
            new There(OTHER_COPY, Hop.TO_COPY));
  }

  @Test
  void whoDidNotAnswerLatelyIsAskedLast() {
    silent.addAll(List.of(OWNER, COPY));
    assertThat(places(Hop.CLIENT))
        .containsExactly(
            new There(OTHER_COPY, Hop.TO_COPY),
            new There(COPY, Hop.TO_COPY),
            new There(OWNER, Hop.TO_OWNER));
  }

  @Test
  void aRequestThatWasPassedOnIsNotPassedOnAgain() {
    assertThat(places(Hop.TO_OWNER)).isEmpty();
    assertThat(places(Hop.TO_COPY)).isEmpty();
  }

  @Test
  void withoutAnyOwnerNobodyIsAsked() {
    owners = Owners.NONE;
    assertThat(places(Hop.CLIENT)).isEmpty();
    assertThat(places(Hop.CLIENT)).noneMatch(Here.class::isInstance);
  }

  @Test
  void silenceIsRememberedForASecondOrUntilAnAnswer() {
    var nanos = new AtomicLong();
    var instances = new SilentInstances(nanos::get);
    instances.add(OWNER);
    instances.add(COPY);
    instances.remove(COPY);
    assertThat(instances.contains(OWNER)).isTrue();
    assertThat(instances.contains(COPY)).isFalse();
    nanos.set(TimeUnit.SECONDS.toNanos(1));
    assertThat(instances.contains(OWNER)).isFalse();
  }
}
