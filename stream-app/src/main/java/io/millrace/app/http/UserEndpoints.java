package io.millrace.app.http;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.query.Recommender;
import io.millrace.app.query.Selection;
import io.millrace.app.query.UserRouter;
import io.millrace.app.query.UserRouter.Located;
import io.millrace.app.topology.InstanceModel;
import io.millrace.app.topology.Positions;
import io.millrace.model.index.ScoredItem;
import io.millrace.model.learner.UserState;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Requests about one user. They are answered by the instance that owns the user.
final class UserEndpoints {

  private final InstanceModel model;
  private final Catalogue catalogue;
  private final Recommender recommender;
  private final UserRouter router;
  private final Forwarder forwarder;
  private final ItemView view;
  private final String self;
  private static final Set<String> RECOMMENDATION_PARAMETERS = ListParameters.names("includeSeen");

  private final LongSupplier clock;

  UserEndpoints(
      InstanceModel model,
      Catalogue catalogue,
      UserRouter router,
      Forwarder forwarder,
      String self,
      LongSupplier clock) {
    this.model = model;
    this.catalogue = catalogue;
    this.recommender = new Recommender(model, catalogue);
    this.router = router;
    this.forwarder = forwarder;
    this.view = new ItemView(catalogue);
    this.self = self;
    this.clock = clock;
  }

  List<Endpoint> table() {
    return List.of(
        new Endpoint(
            "GET",
            "/v1/users/{id}/recommendations",
            RECOMMENDATION_PARAMETERS,
            this::recommendations),
        new Endpoint("GET", "/v1/users/{id}", Set.of("vector"), this::user));
  }

  private Reply recommendations(Call call) {
    String userId = call.id("userId");
    int k = ListParameters.k(call);
    boolean includeSeen = call.query().flag("includeSeen", false);
    int offset = ListParameters.offset(call);
    Selection wanted = ListParameters.selection(call);
    return atOwner(
        call,
        userId,
        here -> {
          long now = clock.getAsLong();
          Optional<UserState> known = here.state().filter(user -> user.events() > 0);
          List<ScoredItem> items =
              known
                  .map(user -> recommender.forUser(user, k, offset, wanted, includeSeen, now))
                  .orElseGet(() -> recommender.trending(k, offset, wanted, now));
          return Reply.json(
              200,
              new Answers.Recommendations(
                  userId,
                  UUID.randomUUID().toString(),
                  known.isPresent() ? "personal" : "trending",
                  view.of(items),
                  self,
                  false,
                  modelState(here.partition())));
        });
  }

  private Reply user(Call call) {
    String userId = call.id("userId");
    boolean withVector = call.query().flag("vector", false);
    return atOwner(
        call,
        userId,
        here -> {
          UserState user = known(here, userId);
          return Reply.json(
              200,
              new Answers.User(
                  userId,
                  user.events(),
                  user.consumedCount(),
                  recent(user),
                  withVector ? FloatArrayList.wrap(user.vector()) : null,
                  self,
                  false));
        });
  }

  /// The state of a user who is known.
  static UserState known(Located.Here here, String userId) {
    return here.state()
        .orElseThrow(
            () -> Problem.with(Problem.Kind.NOT_FOUND, "userId", userId, "is not known here"));
  }

  interface LocalAnswer {
    Reply answer(Located.Here here);
  }

  /// The answer of the instance that owns a user.
  Reply atOwner(Call call, String userId, LocalAnswer local) {
    return switch (router.locate(userId)) {
      case Located.Here here -> local.answer(here);
      case Located.Elsewhere elsewhere when !call.wasForwarded() ->
          forwarder.forward(call, elsewhere.host());
      case Located.Elsewhere elsewhere -> throw moving(userId);
      case Located.Nowhere nowhere -> throw moving(userId);
    };
  }

  private static Problem moving(String userId) {
    return Problem.with(
        Problem.Kind.UNAVAILABLE,
        "userId",
        userId,
        "is on a partition that is being moved or restored");
  }

  private List<Answers.RecentItem> recent(UserState user) {
    List<Answers.RecentItem> recent = new ArrayList<>();
    for (int i = 0; i < user.recentCount(); i++) {
      String itemId = model.matrix().idOf(user.recentSlot(i));
      recent.add(
          new Answers.RecentItem(itemId, catalogue.of(itemId).title(), user.recentMillis(i)));
    }
    return recent;
  }

  private Answers.ModelState modelState(int partition) {
    long next = model.positions().next(partition);
    return new Answers.ModelState(
        partition, next == Positions.UNKNOWN ? null : next - 1, model.matrix().tally().learned());
  }
}
