package io.millrace.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.http.Places.There;
import io.millrace.app.query.UserRouter;
import io.millrace.app.query.UserRouter.Owners;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.event.EventRules;
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

  private List<Places.Place> places(boolean passedOn) {
    var stores = InstanceModel.create(LearnerSettings.DEFAULT, EventRules.DEFAULT, 2).userStores();
    var router = new UserRouter(stores, partition -> owners, partition -> null);
    List<Places.Place> places = new ArrayList<>();
    Places.of(router, silent::contains).of("anyone", passedOn).forEachRemaining(places::add);
    return places;
  }

  @Test
  void theOwnerIsAskedBeforeCopies() {
    assertThat(places(false))
        .containsExactly(new There(OWNER), new There(COPY), new There(OTHER_COPY));
  }

  @Test
  void whoDidNotAnswerLatelyIsAskedLast() {
    silent.addAll(List.of(OWNER, COPY));
    assertThat(places(false))
        .containsExactly(new There(OTHER_COPY), new There(COPY), new There(OWNER));
  }

  @Test
  void aRequestThatWasPassedOnIsNotPassedOnAgain() {
    assertThat(places(true)).isEmpty();
  }

  @Test
  void withoutAnyOwnerNobodyIsAsked() {
    owners = Owners.NONE;
    assertThat(places(false)).isEmpty();
  }

  @Test
  void ofThoseWhoWouldAskASilentInstanceOneASecondDoes() {
    var nanos = new AtomicLong();
    var instances = new SilentInstances(nanos::get);
    instances.add(OWNER);
    assertThat(instances.contains(OWNER)).isTrue();
    assertThat(instances.contains(COPY)).isFalse();
    nanos.set(TimeUnit.SECONDS.toNanos(1));
    assertThat(instances.contains(OWNER)).isFalse();
    assertThat(instances.contains(OWNER)).isTrue();
    instances.answered(OWNER);
    assertThat(instances.contains(OWNER)).isFalse();
    assertThat(instances.contains(OWNER)).isFalse();
  }

  @Test
  void whoAnsweredAnotherRequestMeanwhileIsNotSilent() {
    var nanos = new AtomicLong(100);
    var instances = new SilentInstances(nanos::get);
    instances.answered(OWNER);
    instances.addUnlessAnsweredSince(OWNER, 50);
    assertThat(instances.contains(OWNER)).isFalse();
    instances.addUnlessAnsweredSince(OWNER, 150);
    assertThat(instances.contains(OWNER)).isTrue();
    instances.addUnlessAnsweredSince(COPY, 150);
    assertThat(instances.contains(COPY)).isTrue();
  }
}
