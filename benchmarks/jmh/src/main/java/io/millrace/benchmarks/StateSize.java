package io.millrace.benchmarks;

import io.millrace.model.index.UserIndex;
import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.learner.Learner;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import io.millrace.model.vector.Kernels;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// How much heap users and items take, by what is left after a collection. Run by
/// `benchmarks/state-size`.
public final class StateSize {
  private static final int USERS = 50_000;
  private static final int CONSUMED = 100;
  private static final int ITEMS = 200_000;
  private static final LearnerSettings SETTINGS = LearnerSettings.DEFAULT;

  private StateSize() {}

  public static void main(String[] arguments) {
    long empty = usedBytes();
    Map<String, UserState> users = users();
    long withUsers = usedBytes();
    System.out.printf(
        "a user with %d consumed items, id and map entry included: %d bytes%n",
        CONSUMED, (withUsers - empty) / users.size());

    UserIndex neighbours = neighbours(users);
    long withNeighbours = usedBytes();
    System.out.printf(
        "a user in the index of users, id not counted: %d bytes%n",
        (withNeighbours - withUsers) / neighbours.size());

    var matrix =
        new ItemMatrix(
            SETTINGS.rank(), 1, SETTINGS.startScale(), SETTINGS.startAccumulator(), Kernels.best());
    ItemPart part = matrix.newPart(0);
    matrix.activate(part);
    for (int item = 0; item < ITEMS; item++) {
      matrix.intern("item-" + item);
    }
    long known = usedBytes();
    learn(matrix, part);
    long learned = usedBytes();
    System.out.printf(
        "an item that is known: visible row, start and id: %d bytes%n",
        (known - withNeighbours) / ITEMS);
    System.out.printf("an item row of one partition's part: %d bytes%n", (learned - known) / ITEMS);
    if (users.isEmpty() || matrix.size() == 0 || neighbours.size() == 0) {
      throw new IllegalStateException("kept to the end, so that it is not collected before");
    }
  }

  private static Map<String, UserState> users() {
    Map<String, UserState> users = new HashMap<>();
    for (int i = 0; i < USERS; i++) {
      var user = new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
      for (int item = 0; item < CONSUMED; item++) {
        user.consume(item, SETTINGS.maxConsumed());
        user.remember(item, item);
      }
      users.put("user-" + i, user);
    }
    return users;
  }

  /// So many that room taken in advance does not show.
  private static UserIndex neighbours(Map<String, UserState> users) {
    var index = new UserIndex(SETTINGS.rank(), USERS * 10, Kernels.best());
    for (int round = 0; round < 10; round++) {
      users.forEach((id, user) -> index.add(id, user.vector()));
    }
    index.refresh();
    return index;
  }

  /// Touches every block of the part, vectors and context vectors.
  private static void learn(ItemMatrix matrix, ItemPart part) {
    var learner = new Learner(SETTINGS, matrix, part, Kernels.best());
    var random = new SplittableRandom(1);
    for (int item = 0; item < ITEMS; item += 16) {
      var user = new UserState(SETTINGS.rank(), SETTINGS.context(), SETTINGS.startAccumulator());
      for (int event = 0; event < 2; event++) {
        learner.score(user, event);
        learner.learn(user, item, 1, event, random);
      }
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
