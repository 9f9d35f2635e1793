package io.millrace.app.http;

import io.millrace.app.feed.Catalogue;
import io.millrace.app.http.Forwarder.Patience;
import io.millrace.app.http.Places.Here;
import io.millrace.app.http.Places.Place;
import io.millrace.app.http.Places.There;
import io.millrace.app.query.UserRouter.Found;
import io.millrace.app.topology.InstanceModel;
import io.millrace.model.learner.UserState;
import it.unimi.dsi.fastutil.floats.FloatArrayList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/// Requests about one user. They are answered by the instance that owns the user, or if that one
/// does not answer, by one that has a copy.
final class UserEndpoints {
  /// Most items that are ranked by one request.
  private static final int MAX_RANKED = 1_000;

  static final byte[] NO_BODY = {};

  private final InstanceModel model;
  private final Catalogue catalogue;
  private final PersonalLists lists;
  private final Places places;
  private final Forwarder forwarder;
  private final String self;

  UserEndpoints(
      InstanceModel model,
      Catalogue catalogue,
      PersonalLists lists,
      Places places,
      Forwarder forwarder,
      String self) {
    this.model = model;
    this.catalogue = catalogue;
    this.lists = lists;
    this.places = places;
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
    PersonalOptions wanted = lists.options(call.query());
    return atOwner(
        call, NO_BODY, userId, here -> Reply.json(200, lists.recommended(userId, here, wanted)));
  }

  private Reply rank(Call call) {
    String userId = call.id("userId");
    byte[] json = call.jsonBody();
    var body = new BodyParameters(json, Set.of("itemIds", ItemFields.PARAMETER, "explain"));
    Set<String> itemIds = body.someIds("itemIds", MAX_RANKED);
    ItemFields fields = ItemFields.of(body);
    boolean explain = body.flag("explain", false);
    return atOwner(
        call,
        json,
        userId,
        here -> Reply.json(200, lists.ranked(userId, here, itemIds, fields, explain)));
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
                  user.consumedItems(),
                  recent(user),
                  withVector ? FloatArrayList.wrap(user.vector()) : null,
                  self,
                  here.isStale(),
                  here.lag()));
        });
  }

  /// The state of a user who is known.
  static UserState known(Found here, String userId) {
    return here.state()
        .orElseThrow(
            () -> Problem.with(Problem.Kind.NOT_FOUND, "userId", userId, "is not known here"));
  }

  interface LocalAnswer {
    Reply answer(Found here);
  }

  /// The answer of the instance that owns a user, or of one that has a copy.
  ///
  /// @param json the body to send on
  Reply atOwner(Call call, byte[] json, String userId, LocalAnswer local) {
    HostInfo asked = null;
    for (Iterator<Place> each = places.of(userId, call.wasForwarded()); each.hasNext(); ) {
      switch (each.next()) {
        case Here(Found user) -> {
          return local.answer(user);
        }
        case There(HostInfo host) -> {
          asked = host;
          Patience patience = each.hasNext() ? Patience.SHORT : Patience.LONG;
          Optional<Reply> reply = forwarder.forward(call, json, host, patience);
          if (reply.isPresent()) {
            return reply.get();
          }
        }
      }
    }
    throw unavailable(userId, asked);
  }

  /// That no instance that has the user answers for the moment.
  ///
  /// @param asked the last that was asked, null if none is known
  static Problem unavailable(String userId, @Nullable HostInfo asked) {
    return Problem.with(
        Problem.Kind.UNAVAILABLE,
        "userId",
        userId,
        asked == null
            ? "is on a partition that is being moved or restored"
            : "belongs to the instance %s, which has no answer for the moment"
                .formatted(Forwarder.address(asked)));
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
