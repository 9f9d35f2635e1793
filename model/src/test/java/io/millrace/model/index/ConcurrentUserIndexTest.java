package io.millrace.model.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.vector.Kernels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

/// Searches while users come, change and go, and slots are used again. Each state of each user has
/// a random vector of its own, so that a score tells whose it is and of which state, and half a
/// vector or another user's gives itself away.
class ConcurrentUserIndexTest {
  private static final int RANK = 24;
  private static final int SEATS = 3000; // users at a time
  private static final int SPARE = 50; // slots beyond them
  private static final int WRITERS = 2;
  private static final int SEARCHES = 300;
  private static final int K = 20;
  private static final long SEED = 77;

  private final UserIndex index = new UserIndex(RANK, SEATS + SPARE, Kernels.best());
  private final AtomicReferenceArray<User> seats = new AtomicReferenceArray<>(SEATS);
  private final Map<String, User> everybody = new ConcurrentHashMap<>();
  private final AtomicInteger search = new AtomicInteger();
  private final AtomicLong reused = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();
  private final float[] query = vector("query", 0);

  /// A user, changed by one writer.
  private static final class User {
    final String id;
    int slot;
    volatile int begun; // state
    volatile int ended; // state
    volatile boolean leaving;
    volatile int removedBefore = Integer.MAX_VALUE; // number of a search

    User(String id) {
      this.id = id;
    }
  }

  private static float[] vector(String id, int state) {
    var random = new SplittableRandom(31L * id.hashCode() + state);
    float[] vector = new float[RANK];
    for (int i = 0; i < RANK; i++) {
      vector[i] = (float) random.nextDouble(-1, 1);
    }
    return vector;
  }

  private double score(User user, int state) {
    return UserWorld.cosine(query, vector(user.id, state));
  }

  /// Writer w owns the seats that are w modulo the number of writers.
  private void write(int writer) {
    var random = new SplittableRandom(SEED + writer);
    for (int round = 0; !over.get(); round++) {
      int seat = random.nextInt(SEATS / WRITERS) * WRITERS + writer;
      User user = seats.get(seat);
      if (random.nextInt(4) > 0) {
        int state = user.begun + 1;
        user.begun = state;
        index.change(user.slot, vector(user.id, state));
        user.ended = state;
      } else {
        user.leaving = true;
        index.remove(user.slot);
        user.removedBefore = search.get() + 1;
        seat(seat, "user-%d-%d".formatted(seat, round));
      }
    }
  }

  private void seat(int seat, String id) {
    var user = new User(id);
    everybody.put(id, user);
    do {
      user.slot = index.add(id, vector(id, 0));
    } while (user.slot == UserIndex.LEFT_OUT && !over.get()); // until searches have ended
    seats.set(seat, user);
    reused.incrementAndGet();
  }

  private void maintain() {
    while (!over.get()) {
      index.refresh();
      index.upkeep(300);
    }
  }

  private void search() {
    User[] before = new User[SEATS];
    int[] endedBefore = new int[SEATS];
    for (int seat = 0; seat < SEATS; seat++) {
      before[seat] = seats.get(seat);
      endedBefore[seat] = before[seat].ended;
    }
    int number = search.incrementAndGet();
    List<ScoredUser> answer = index.nearest(query, K, "nobody");

    Set<String> found = new HashSet<>();
    for (ScoredUser each : answer) {
      User user = Objects.requireNonNull(everybody.get(each.userId()));
      assertThat(found.add(user.id)).as("once, %s, seed %d", each, SEED).isTrue();
      assertThat(user.removedBefore)
          .as("not removed before search %d, %s, seed %d", number, each, SEED)
          .isGreaterThan(number);
      int last = user.begun;
      int seat = Integer.parseInt(user.id.split("-", -1)[1]);
      int state = user == before[seat] ? endedBefore[seat] : 0;
      while (state < last && score(user, state) != each.score()) {
        state++;
      }
      assertThat(each.score())
          .as("a state of the search, %s, seed %d", each, SEED)
          .isEqualTo(score(user, state));
    }
    assertNobodyBetter(before, endedBefore, answer, found);
  }

  private void assertNobodyBetter(
      User[] before, int[] endedBefore, List<ScoredUser> answer, Set<String> found) {
    assertThat(answer).hasSize(K);
    double last = answer.getLast().score();
    for (int seat = 0; seat < SEATS; seat++) {
      User user = before[seat];
      boolean stood = !user.leaving && user.begun == endedBefore[seat];
      if (stood && !found.contains(user.id)) {
        assertThat(score(user, endedBefore[seat]))
            .as("left out, %s, seed %d", user.id, SEED)
            .isLessThanOrEqualTo(last);
      }
    }
  }

  @Test
  void eachScoreWasTheUsersAndNobodyBetterIsLeftOut() throws Exception {
    for (int seat = 0; seat < SEATS; seat++) {
      seat(seat, "user-" + seat + "-first");
    }
    reused.set(0);
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int number = writer;
        running.add(threads.submit(() -> write(number)));
      }
      running.add(threads.submit(this::maintain));
      try {
        for (int i = 0; i < SEARCHES; i++) {
          search();
        }
      } finally {
        over.set(true);
      }
      for (Future<?> thread : running) {
        thread.get(10, TimeUnit.SECONDS);
      }
    }
    assertThat(reused.get()).as("more came than there are spare slots").isGreaterThan(SPARE);
    assertThat(index.upkeepDone().refreshedRows()).isPositive();
  }
}
