package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.millrace.model.index.ItemIndex;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.metrics.Tally;
import io.millrace.model.vector.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Quality on MovieLens 100K: every rating is an event, in order of time, and is ranked before it
/// is learned. Tested are events of users and items seen before, other than repeats, among all
/// known items that the user has not consumed.
///
/// The data may not be redistributed, so it is read from the folder that the environment variable
/// `MILLRACE_DATA` names.
class MovieLensPrequentialTest {
  private static List<Rating> ratings = List.of();

  private record Rating(String user, String item, long timeMillis) {
    static Rating parse(String line) {
      String[] fields = line.split("\t", -1);
      return new Rating(fields[0], fields[1], Long.parseLong(fields[3]) * 1000);
    }
  }

  @BeforeAll
  static void readRatings() throws IOException {
    String folder = System.getenv("MILLRACE_DATA");
    if (folder == null || folder.isEmpty()) {
      String message = "MILLRACE_DATA is not set: it names the folder that has ml-100k/u.data";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      abort(message);
    }
    try (Stream<String> lines = Files.lines(Path.of(folder, "ml-100k", "u.data"))) {
      ratings =
          lines.map(Rating::parse).sorted(Comparator.comparingLong(Rating::timeMillis)).toList();
    }
    assertThat(ratings).hasSize(100_000);
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 4})
  void theNextItemIsForeseen(int partitions) {
    Tally learned = learn(partitions);
    Tally popular = popularity();
    System.out.println(
        "%d partitions: HR@10 %.4f, NDCG@10 %.4f of %d tested; by popularity %.4f, %.4f"
            .formatted(
                partitions,
                learned.hitRate(),
                learned.ndcg(),
                learned.tested(),
                popular.hitRate(),
                popular.ndcg()));
    assertThat(learned.tested()).isEqualTo(popular.tested());
    assertThat(learned.hitRate()).isGreaterThanOrEqualTo(0.215);
    assertThat(learned.ndcg()).isGreaterThanOrEqualTo(0.110);
    assertThat(learned.hitRate()).isGreaterThanOrEqualTo(2 * popular.hitRate());
    assertThat(learned.ndcg()).isGreaterThanOrEqualTo(2 * popular.ndcg());
  }

  @Test
  void popularityIsWhatItIsKnownToBe() {
    assertThat(popularity().hitRate()).isBetween(0.070, 0.082);
  }

  /// Each partition has its own part and learner and the users that hash to it; all share the
  /// matrix.
  private static Tally learn(int partitions) {
    LearnerSettings settings = LearnerSettings.DEFAULT;
    Kernels kernels = Kernels.best();
    var matrix =
        new ItemMatrix(
            settings.rank(), partitions, settings.startScale(), settings.startAccumulator());
    var index = new ItemIndex(matrix, kernels);
    List<Learner> learners = new ArrayList<>();
    List<SplittableRandom> randoms = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      ItemPart part = matrix.newPart(p);
      matrix.activate(part);
      learners.add(new Learner(settings, matrix, part, kernels));
      randoms.add(new SplittableRandom(settings.seed() + p));
    }
    Map<String, UserState> users = new HashMap<>();
    var tally = new Tally();
    for (Rating rating : ratings) {
      int partition = Math.floorMod(rating.user().hashCode(), partitions);
      Learner learner = learners.get(partition);
      boolean userSeen = users.containsKey(rating.user());
      boolean itemSeen = matrix.slotOf(rating.item()) >= 0;
      UserState user = users.computeIfAbsent(rating.user(), id -> newUser(settings));
      int slot = matrix.intern(rating.item());
      float[] query = learner.score(user, rating.timeMillis());
      if (userSeen && itemSeen && !user.hasConsumed(slot)) {
        tally.countTest(index.rankOf(query, slot, user::hasConsumed, Tally.CUTOFF), 1);
      }
      learner.learn(user, slot, 1, rating.timeMillis(), randoms.get(partition));
      tally.countLearned();
    }
    assertThat(learners).allMatch(learner -> learner.skippedUpdates() == 0);
    return tally;
  }

  private static UserState newUser(LearnerSettings settings) {
    return new UserState(settings.rank(), settings.context(), settings.startAccumulator());
  }

  /// The same test of a ranking by the number of events so far.
  private static Tally popularity() {
    Map<String, Integer> slots = new HashMap<>();
    Map<String, boolean[]> consumed = new HashMap<>();
    int[] events = new int[2000]; // by slot; MovieLens 100K has 1682 items
    var tally = new Tally();
    for (Rating rating : ratings) {
      boolean userSeen = consumed.containsKey(rating.user());
      boolean itemSeen = slots.containsKey(rating.item());
      boolean[] own = consumed.computeIfAbsent(rating.user(), id -> new boolean[events.length]);
      int slot = slots.computeIfAbsent(rating.item(), id -> slots.size());
      if (userSeen && itemSeen && !own[slot]) {
        int before = 0;
        for (int other = 0; other < slots.size() && before < Tally.CUTOFF; other++) {
          before += other != slot && !own[other] && events[other] >= events[slot] ? 1 : 0;
        }
        tally.countTest(before, 1);
      }
      own[slot] = true;
      events[slot]++;
    }
    return tally;
  }
}
