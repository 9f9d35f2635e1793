package io.millrace.app.http;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.query.UserRouter;
import io.millrace.app.query.UserRouter.Located;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.learner.UserState;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Requests about one user. They are answered by the instance that owns the user.
final class UserEndpoints {
  /// Most items that are ranked by one request.
  private static final int MAX_RANKED = 1_000;

  static final byte[] NO_BODY = {};

  private final InstanceModel model;
  private final Catalogue catalogue;
  private final PersonalLists lists;
  private final UserRouter router;
  private final Forwarder forwarder;
  private final String self;

  UserEndpoints(
      InstanceModel model,
      Catalogue catalogue,
      PersonalLists lists,
      UserRouter router,
      Forwarder forwarder,
      String self) {
    this.model = model;
    this.catalogue = catalogue;
    this.lists = lists;
    this.router = router;
    this.forwarder = forwarder;
    this.self = self;
  }

  List<Endpoint> table() {
    return List.of(
        new Endpoint(
            "GET",
            "/v1/users/{id}/recommendations",
            PersonalOptions.names(),
            this::recommendations),
        new Endpoint("POST", "/v1/users/{id}/rank", Set.of(), this::rank),
        new Endpoint("GET", "/v1/users/{id}", Set.of("vector"), this::user));
  }

  private Reply recommendations(Call call) {
    String userId = call.id("userId");
    PersonalOptions wanted = PersonalOptions.of(call.query());
    return atOwner(
        call, NO_BODY, userId, here -> Reply.json(200, lists.recommended(userId, here, wanted)));
  }

  private Reply rank(Call call) {
    String userId = call.id("userId");
    byte[] json = call.jsonBody();
    var body = new BodyParameters(json, Set.of("itemIds", "explain"));
    Set<String> itemIds = body.someIds("itemIds", MAX_RANKED);
    boolean explain = body.flag("explain", false);
    return atOwner(
        call, json, userId, here -> Reply.json(200, lists.ranked(userId, here, itemIds, explain)));
  }

  private Reply user(Call call) {
    String userId = call.id("userId");
    boolean withVector = call.query().flag("vector", false);
    return atOwner(
        call,
        NO_BODY,
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
  ///
  /// @param json the body to send on
  Reply atOwner(Call call, byte[] json, String userId, LocalAnswer local) {
    return switch (router.locate(userId)) {
      case Located.Here here -> local.answer(here);
      case Located.Elsewhere elsewhere when !call.wasForwarded() ->
          forwarder.forward(call, json, elsewhere.host());
      case Located.Elsewhere elsewhere -> throw moving(userId);
      case Located.Nowhere nowhere -> throw moving(userId);
    };
  }

  /// That a user has no owner for the moment, or not the one that was asked.
  static Problem moving(String userId) {
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
}
