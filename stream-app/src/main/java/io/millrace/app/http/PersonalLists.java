package io.millrace.app.http;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.query.Recommender;
import io.millrace.app.query.UserRouter.Found;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.Positions;
import io.millrace.model.event.SeenRules;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.learner.UserState;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lists made for someone, as answers show them. Whoever is not known gets what is trending, and is
/// told so. Safe for any number of threads.
final class PersonalLists {
  private final InstanceModel model;
  private final Recommender recommender;
  private final ItemView view;
  private final String self;
  private final LongSupplier clock;

  /// @param self the address of this instance
  PersonalLists(
      InstanceModel model,
      Recommender recommender,
      Catalogue catalogue,
      String self,
      LongSupplier clock) {
    this.model = model;
    this.recommender = recommender;
    this.view = new ItemView(catalogue, model.matrix()::idOf);
    this.self = self;
    this.clock = clock;
  }

  /// What a request says of a list, with the event types that this model knows.
  PersonalOptions options(Parameters asked) {
    return PersonalOptions.of(asked, model.rules().weights().byType().keySet());
  }

  /// Which consumed items are left out of a user's list.
  private SeenRules seen(PersonalOptions wanted) {
    SeenRules asked = wanted.seen();
    return wanted.includeSeen() ? SeenRules.NOTHING : asked == null ? model.rules().seen() : asked;
  }

  /// The best items for a user who is here.
  Answers.Recommendations recommended(String userId, Found here, PersonalOptions wanted) {
    return recommended(Map.of(userId, here), wanted).values().iterator().next();
  }

  /// The best items for each of several users who are here, in one pass over the items.
  ///
  /// @param users by id
  Map<String, Answers.Recommendations> recommended(
      Map<String, Found> users, PersonalOptions wanted) {
    long now = clock.getAsLong();
    Map<String, UserState> known = new LinkedHashMap<>();
    users.forEach((userId, here) -> known(here).ifPresent(user -> known.put(userId, user)));
    Iterator<List<ScoredItem>> best =
        best(List.copyOf(known.values()), wanted, seen(wanted), now).iterator();
    List<Answers.Item> trending = known.size() < users.size() ? trending(wanted, now) : List.of();

    Map<String, Answers.Recommendations> lists = new HashMap<>();
    users.forEach(
        (userId, here) -> {
          UserState user = known.get(userId);
          lists.put(
              userId,
              answer(
                  userId,
                  user == null ? "trending" : "personal",
                  user == null
                      ? trending
                      : shown(best.next(), user, wanted.fields(), wanted.explain(), now),
                  null,
                  here));
        });
    return lists;
  }

  /// The best items for someone without a name, as for a new user with the items of the session
  /// among the recent ones. Items of the session are left out unless seen ones may come.
  Answers.Recommendations recommended(Session session, PersonalOptions wanted) {
    long now = clock.getAsLong();
    LearnerSettings settings = model.settings();
    var user = new UserState(settings.rank(), settings.context(), settings.startAccumulator());
    Set<String> unknown = new LinkedHashSet<>();
    for (Session.Entry entry : session.entries()) {
      int slot = model.matrix().slotOf(entry.itemId());
      if (slot < 0) {
        unknown.add(entry.itemId());
      } else {
        user.remember(slot, entry.millis(now));
        user.consume(slot, Session.MAX_ENTRIES);
      }
    }
    boolean known = user.consumedCount() > 0;
    SeenRules seen = wanted.includeSeen() ? SeenRules.NOTHING : SeenRules.DEFAULT;
    List<Answers.Item> items =
        known
            ? shown(
                best(List.of(user), wanted, seen, now).getFirst(),
                user,
                wanted.fields(),
                wanted.explain(),
                now)
            : trending(wanted, now);
    return new Answers.Recommendations(
        null,
        newId(),
        known ? "session" : "trending",
        items,
        List.copyOf(unknown),
        self,
        false,
        null,
        modelState());
  }

  private List<List<ScoredItem>> best(
      List<UserState> users, PersonalOptions wanted, SeenRules seen, long now) {
    return recommender.forUsers(users, wanted.k(), wanted.offset(), wanted.selection(), seen, now);
  }

  /// Given items in the order in which a user who is here may like them, best first. They were
  /// asked for by name, so hidden, expired and consumed ones are ranked like any other; items of
  /// which nothing is known are named apart.
  Answers.Recommendations ranked(
      String userId, Found here, Set<String> itemIds, ItemFields fields, boolean explain) {
    long now = clock.getAsLong();
    var slots = new IntArrayList(itemIds.size());
    List<String> unknown = new ArrayList<>();
    for (String itemId : itemIds) {
      int slot = model.matrix().slotOf(itemId);
      if (slot < 0) {
        unknown.add(itemId);
      } else {
        slots.add(slot);
      }
    }
    Optional<UserState> known = known(here);
    List<Answers.Item> items =
        known
            .map(
                user ->
                    shown(
                        recommender.ranked(user, slots.toIntArray(), now),
                        user,
                        fields,
                        explain,
                        now))
            .orElseGet(() -> view.of(recommender.rankedByTrend(slots.toIntArray()), fields));
    return answer(userId, known.isPresent() ? "personal" : "trending", items, unknown, here);
  }

  private static Optional<UserState> known(Found here) {
    return here.state().filter(user -> user.events() > 0);
  }

  private List<Answers.Item> trending(PersonalOptions wanted, long now) {
    return view.of(
        recommender.trending(wanted.k(), wanted.offset(), wanted.selection(), now),
        wanted.fields());
  }

  private List<Answers.Item> shown(
      List<ScoredItem> items, UserState user, ItemFields fields, boolean explain, long now) {
    if (!explain) {
      return view.of(items, fields);
    }
    return items.stream()
        .map(item -> view.of(item, fields, recommender.explain(user, item.slot(), now)))
        .toList();
  }

  private Answers.Recommendations answer(
      String userId,
      String strategy,
      List<Answers.Item> items,
      @Nullable List<String> unknown,
      Found here) {
    return new Answers.Recommendations(
        userId,
        newId(),
        strategy,
        items,
        unknown,
        self,
        here.isStale(),
        here.lag(),
        modelState(here.partition()));
  }

  /// A name that no other answer has. Nobody gains by guessing one, so it need not be drawn from
  /// the system's secure random numbers, for which all requests of an instance wait in turn.
  private static String newId() {
    var random = ThreadLocalRandom.current();
    long version4 = (random.nextLong() & ~0xf000L) | 0x4000L;
    long variant = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(version4, variant).toString();
  }

  private Answers.ModelState modelState() {
    return new Answers.ModelState(null, null, model.matrix().tally().learned());
  }

  private Answers.ModelState modelState(int partition) {
    long next = model.positions().next(partition);
    return new Answers.ModelState(
        partition, next == Positions.UNKNOWN ? null : next - 1, model.matrix().tally().learned());
  }
}
