package io.millrace.app.topology;

import io.millrace.model.index.UserIndex;
import io.millrace.model.learner.UserState;

/// A user of a [UserStore], and where the index has it.
final class UserEntry extends UserOrder.Node<UserEntry> {
  private static final int NOT_ADDED = UserIndex.LEFT_OUT - 1;

  final String id;
  final UserState state;
  boolean dirty; // while among the changes
  private int indexSlot = NOT_ADDED;

  UserEntry(String id, UserState state) {
    this.id = id;
    this.state = state;
  }

  /// Lets an index have the user's vector as it is now.
  void show(UserIndex index) {
    float[] vector = state.vector();
    if (indexSlot == NOT_ADDED) {
      indexSlot = index.add(id, vector);
    } else {
      index.change(indexSlot, vector);
    }
  }

  /// Takes the user out of an index, if it is there.
  void hide(UserIndex index) {
    if (indexSlot != NOT_ADDED) {
      index.remove(indexSlot);
      indexSlot = NOT_ADDED;
    }
  }

  @Override
  long lastMillis() {
    return state.lastMillis();
  }
}
