package io.millrace.model.index;

import io.millrace.model.vector.CodeKernels;
import io.millrace.model.vector.Kernels;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Exact neighbours of users by cosine, among users that come, change and go while it is asked.
///
/// A user's vector here is the user's own, `P_u`: [io.millrace.model.learner.UserState#vector]. It
/// is what the user's events taught in the long run; what the user's recent items add to a query
/// (see [io.millrace.model.learner.UserQuery]) is not in it, so users are alike by lasting taste,
/// not by what they look at just now. A user of whom nothing is known yet has a zero vector, whose
/// cosine with any other is 0.
///
/// A user is known by the slot that [#add] gives, which whoever adds the user keeps: so no id is
/// looked up when a user changes. One thread at a time may add, change or remove a user; any number
/// may do so to different users, and search.
///
/// **Answers** are those of [CodeIndex]: that of a sort of everything, ties by id, with each score
/// a cosine that the user had at some moment of the search. A user whose [#add] has returned is in
/// the answers of all searches that begin then; one whose [#remove] has returned is in none of
/// them.
///
/// **Slots are used again**, and still no search tells a former holder's score under a new holder's
/// id, or the other way round. A search looks at the slots that are alive, and only then at their
/// vectors and, until it ends, at their ids.
/// - If it found the slot alive for the former holder, then [SlotReuse] gives the slot to nobody
///   before the search has ended. All that the search read at the slot was the former holder's.
/// - If it found it alive for the new holder, then [#add] had written id and vector before it said
///   so, and the search reads these, or a later vector of the same user.
public final class UserIndex {
  /// In place of a slot: the user is not in the index.
  public static final int LEFT_OUT = SlotReuse.NONE;

  private final int rank;
  private final int maxUsers;
  private final SlotReuse slots;
  private final UserRows rows;
  private final CodeIndex codes;
  private final AtomicLong leftOut = new AtomicLong();

  /// @param rank length of a vector
  /// @param maxUsers that are in the index at a time; 0 for none ever
  public UserIndex(int rank, int maxUsers, Kernels kernels) {
    this(rank, maxUsers, kernels, CodeKernels.best());
  }

  /// @param rank length of a vector
  /// @param maxUsers that are in the index at a time; 0 for none ever
  public UserIndex(int rank, int maxUsers, Kernels kernels, CodeKernels codeKernels) {
    this.rank = rank;
    this.maxUsers = maxUsers;
    this.slots = new SlotReuse(maxUsers);
    this.rows = new UserRows(rank, kernels);
    this.codes = new CodeIndex(rows, codeKernels);
  }

  /// Adds a user. One who is added again without having been removed is there twice.
  ///
  /// @param vector (rank), copied
  /// @return the user's slot, or [#LEFT_OUT] if the index is full, which is counted
  public int add(String userId, float[] vector) {
    requireRank(vector);
    synchronized (this) {
      int slot = slots.take();
      if (slot == LEFT_OUT) {
        leftOut.incrementAndGet();
        return LEFT_OUT;
      }
      rows.fill(slot, userId, vector);
      slots.alive().add(slot);
      return slot;
    }
  }

  /// Replaces the vector of a user.
  ///
  /// @param slot as [#add] gave it; nothing is done if the user was left out
  /// @param vector (rank), copied
  public void change(int slot, float[] vector) {
    requireRank(vector);
    if (slot != LEFT_OUT) {
      rows.change(slot, vector);
    }
  }

  /// Removes a user. The slot means nothing from now on.
  ///
  /// @param slot as [#add] gave it; nothing is done if the user was left out
  public void remove(int slot) {
    if (slot != LEFT_OUT) {
      slots.giveBack(slot);
    }
  }

  /// The k users whose vectors have the largest cosine with a vector, best first.
  ///
  /// @param vector (rank)
  /// @param excludedUserId who is not in the answer: who the vector is of
  public List<ScoredUser> nearest(float[] vector, int k, String excludedUserId) {
    requireRank(vector);
    int search = slots.beginSearch();
    try {
      var filter =
          new Filter().in(slots.alive()).unless(slot -> rows.idOf(slot).equals(excludedUserId));
      return codes.answers(List.of(Query.byCosine(vector, k, filter))).getFirst().stream()
          .map(found -> new ScoredUser(found.itemId(), found.score()))
          .toList();
    } finally {
      slots.endSearch(search);
    }
  }

  private void requireRank(float[] vector) {
    if (vector.length != rank) {
      throw new IllegalArgumentException(
          "a vector has %d elements, but the index is of rank %d".formatted(vector.length, rank));
    }
  }

  /// Users in the index.
  public int size() {
    return slots.alive().size();
  }

  /// How many users may be in the index.
  public int maxUsers() {
    return maxUsers;
  }

  /// Users that were not added since the index was full, counted each time.
  public long leftOut() {
    return leftOut.get();
  }

  /// Takes over the users that changed since the last call, so that searches need not look at each
  /// of them. For one thread, now and then.
  ///
  /// @return users taken over, about a microsecond each
  public int refresh() {
    return codes.refresh();
  }

  /// Tightens the bounds by which a search passes over users, in steps, if enough changed. For one
  /// thread, as often as a share of a core allows.
  ///
  /// @param userBudget users to handle at most, up to 4 microseconds each
  /// @return users handled, 0 if there was nothing to do
  public int upkeep(int userBudget) {
    return codes.upkeep(userBudget);
  }

  /// What [#refresh] and [#upkeep] did so far, and how it serves.
  public IndexUpkeep upkeepDone() {
    return codes.done();
  }
}
