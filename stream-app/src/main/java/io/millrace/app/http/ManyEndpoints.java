package io.millrace.app.http;

import io.avaje.json.JsonException;
import io.millrace.app.http.Forwarder.Patience;
import io.millrace.app.http.Places.Here;
import io.millrace.app.http.Places.Place;
import io.millrace.app.http.Places.There;
import io.millrace.app.query.UserRouter.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;

/// Recommendations for many users at once, each answered by the instance that owns the user, or one
/// that has a copy; and for someone without a name, whom any instance answers.
final class ManyEndpoints {
  /// Most users of one request.
  static final int MAX_USERS = 100;

  /// Most items that all lists of one request may reach down to together.
  static final int MAX_ITEMS = 20_000;

  private static final String PATH = "/v1/recommendations";
  private static final Set<String> NAMES = PersonalOptions.names("userIds", "items");

  private final PersonalLists lists;
  private final Places places;
  private final Forwarder forwarder;

  ManyEndpoints(PersonalLists lists, Places places, Forwarder forwarder) {
    this.lists = lists;
    this.places = places;
    this.forwarder = forwarder;
  }

  List<Endpoint> table() {
    return List.of(new Endpoint("POST", PATH, Set.of(), this::recommendations));
  }

  private Reply recommendations(Call call) {
    var body = new BodyParameters(call.jsonBody(), NAMES);
    if (body.has("userIds") && body.has("items")) {
      throw Problem.with(
          Problem.Kind.INVALID_BODY, "items", body.shown("items"), "comes together with userIds");
    }
    if (body.has("items")) {
      if (body.has("leaveOut")) {
        throw Problem.with(
            Problem.Kind.INVALID_BODY,
            "leaveOut",
            body.shown("leaveOut"),
            "is for known users: of a session all items are left out");
      }
      return Reply.json(200, lists.recommended(Session.of(body), lists.options(body)));
    }
    Set<String> userIds = body.someIds("userIds", MAX_USERS);
    PersonalOptions wanted = lists.options(body);
    requireBounded(userIds.size(), wanted);
    return forUsers(userIds, wanted, call.wasForwarded());
  }

  private static void requireBounded(int users, PersonalOptions wanted) {
    if (users * (wanted.offset() + wanted.k()) > MAX_ITEMS) {
      throw Problem.with(
          Problem.Kind.INVALID_BODY,
          "k",
          String.valueOf(wanted.k()),
          "is too much for %d users from offset %d: together they may reach down to %d items"
              .formatted(users, wanted.offset(), MAX_ITEMS));
    }
  }

  /// Users who cannot be answered for the moment are told and leave the others alone; only if there
  /// is nobody else, the answer is a problem.
  private Reply forUsers(Set<String> userIds, PersonalOptions wanted, boolean passedOn) {
    var answers = new Answered();
    Map<String, Iterator<Place>> open = new LinkedHashMap<>();
    userIds.forEach(userId -> open.put(userId, places.of(userId, passedOn)));
    while (!open.isEmpty()) {
      askNextPlaces(open, wanted, answers);
      open.keySet().removeIf(answers::has);
    }
    return answers.reply(userIds);
  }

  /// Asks for each user at the next place, all at the same time.
  private void askNextPlaces(
      Map<String, Iterator<Place>> open, PersonalOptions wanted, Answered answers) {
    Map<String, Found> here = new LinkedHashMap<>();
    Map<HostInfo, List<String>> elsewhere = new LinkedHashMap<>();
    open.forEach(
        (userId, next) -> {
          if (!next.hasNext()) {
            answers.fail(userId);
            return;
          }
          switch (next.next()) {
            case Here(Found user) -> here.put(userId, user);
            case There(HostInfo host) ->
                elsewhere.computeIfAbsent(host, any -> new ArrayList<>()).add(userId);
          }
        });
    List<Asked> asked = new ArrayList<>();
    elsewhere.forEach(
        (host, users) -> {
          users.forEach(userId -> answers.asked.put(userId, host));
          asked.add(ask(host, users, wanted));
        });
    answers.results.putAll(lists.recommended(here, wanted));
    asked.forEach(answers::take);
  }

  /// Begins to ask another instance for users.
  private Asked ask(HostInfo host, List<String> userIds, PersonalOptions wanted) {
    byte[] json = Reply.json(200, UsersRequest.of(userIds, wanted)).body();
    return new Asked(userIds, forwarder.send("POST", PATH, json, host, Patience.LONG));
  }

  /// Users of whom another instance was asked.
  private record Asked(List<String> userIds, Forwarder.Sent sent) {}

  /// What was found of the users of one request.
  private static final class Answered {
    final Map<String, Answers.Recommendations> results = new HashMap<>();
    final Map<String, Answers.UserError> errors = new HashMap<>();
    final Map<String, HostInfo> asked = new HashMap<>(); // the last place

    boolean has(String userId) {
      return results.containsKey(userId) || errors.containsKey(userId);
    }

    /// Says that there is no further place to ask for a user.
    void fail(String userId) {
      Problem problem = UserEndpoints.unavailable(userId, asked.get(userId));
      String detail = String.valueOf(problem.getMessage());
      errors.put(userId, new Answers.UserError(userId, problem.kind().type(), detail));
    }

    /// Takes what another instance says. Users whom it does not have now are to be asked for at
    /// their next place.
    void take(Asked asked) {
      Optional<Reply> reply = asked.sent().await();
      if (reply.isEmpty()) {
        return;
      }
      try {
        if (reply.get().status() == 200) {
          var many = reply.get().document(Answers.ManyRecommendations.class);
          many.results().forEach(each -> results.put(String.valueOf(each.userId()), each));
        } else {
          var problem = reply.get().document(Answers.ProblemDetails.class);
          for (String userId : asked.userIds()) {
            errors.put(userId, new Answers.UserError(userId, problem.type(), problem.detail()));
          }
        }
      } catch (JsonException nonsense) {
        // As good as none; the next place is asked.
      }
    }

    Reply reply(Set<String> userIds) {
      List<Answers.UserError> failed =
          userIds.stream().filter(errors::containsKey).map(errors::get).toList();
      if (results.isEmpty() && !failed.isEmpty()) {
        throw Problem.of(
            Problem.Kind.UNAVAILABLE,
            "none of the users can be answered: " + failed.getFirst().detail());
      }
      return Reply.json(
          200,
          new Answers.ManyRecommendations(
              userIds.stream().filter(results::containsKey).map(results::get).toList(), failed));
    }
  }
}
