package io.millrace.model.index;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.vector.Kernels;
import java.util.Collections;
import java.util.SplittableRandom;

/// Learns and answers in a made-up world that is thrown away. Vector code that is not compiled yet
/// takes a hundred times as long as compiled code; whoever rehearses first spares the first events
/// and requests that. Belongs to one thread.
public final class Rehearsal {
  private static final int USERS = 100;
  private static final int ITEMS = 1_000;
  private static final int LISTED = 10;
  private static final int LISTS = 20;
  private static final long STEP_MILLIS = 1_000;

  private final ItemMatrix matrix;
  private final ItemIndex index;
  private final PrequentialTest test;
  private final Learner learner;
  private final UserState[] users = new UserState[USERS];
  private final SplittableRandom random = new SplittableRandom(1);
  private long timeMillis;

  public Rehearsal(LearnerSettings settings, Kernels kernels) {
    matrix =
        new ItemMatrix(
            settings.rank(), 1, settings.startScale(), settings.startAccumulator(), kernels);
    index = new ItemIndex(matrix, kernels);
    test = new PrequentialTest(matrix, index);
    ItemPart part = matrix.newPart(0);
    matrix.activate(part);
    learner = new Learner(settings, matrix, part, kernels);
    for (int user = 0; user < USERS; user++) {
      users[user] = new UserState(settings.rank(), settings.context(), settings.startAccumulator());
    }
    for (int item = 0; item < ITEMS; item++) {
      matrix.intern("item-" + item);
    }
  }

  /// Tests and learns so many events, and makes lists for the last user, one by one and together.
  ///
  /// @param events at least 1
  /// @return items listed
  public int run(int events) {
    UserState user = users[0];
    float[] query = new float[0];
    for (int i = 0; i < events; i++) {
      user = users[random.nextInt(USERS)];
      int slot = (int) (ITEMS * random.nextDouble() * random.nextDouble());
      timeMillis += STEP_MILLIS;
      query = learner.score(user, timeMillis);
      if (test.applies(user, slot)) {
        test.rank(query, user, slot);
        test.popularityRank(user, slot);
      }
      learner.learn(user, slot, 1, timeMillis, random);
    }
    index.refresh();
    index.upkeep(ITEMS);
    Query asked = Query.byProduct(query, LISTED, new Filter().unless(user::hasConsumed));
    for (int i = 0; i < LISTS; i++) {
      index.answer(asked);
    }
    return index.answers(Collections.nCopies(LISTS, asked)).getLast().size();
  }
}
