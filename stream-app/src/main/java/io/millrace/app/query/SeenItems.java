package io.millrace.app.query;

import io.millrace.model.event.EventTypeNumbers;
import io.millrace.model.event.SeenRules;
import io.millrace.model.index.Filter;
import io.millrace.model.learner.UserState;
import java.util.Arrays;

/// Which of the items that a user consumed are left out of a list now.
final class SeenItems {
  private static final int NOT_ASKED = -1;

  private final SeenRules rules;
  private final EventTypeNumbers types;
  private final long nowMinute;
  private final int[] minutes; // by number of the type, as they were asked for

  SeenItems(SeenRules rules, EventTypeNumbers types, long nowMillis) {
    this.rules = rules;
    this.types = types;
    this.nowMinute = UserState.minuteOf(nowMillis);
    this.minutes = rules.isEverythingForever() ? new int[0] : new int[EventTypeNumbers.MAX];
    Arrays.fill(minutes, NOT_ASKED);
  }

  /// Takes them out of what a search may find.
  void leaveOut(UserState user, Filter filter) {
    for (int i = 0; i < user.consumedCount(); i++) {
      if (minutes.length == 0 || isLeftOut(user.consumedType(i), user.consumedMinute(i))) {
        filter.without(user.consumed(i));
      }
    }
  }

  private boolean isLeftOut(int type, int minute) {
    if (minutes[type] == NOT_ASKED) {
      minutes[type] = rules.minutes(types.name(type));
    }
    // An event may be ahead of this clock.
    return minutes[type] == SeenRules.FOREVER
        || (minutes[type] > 0 && nowMinute - minute < minutes[type]);
  }
}
