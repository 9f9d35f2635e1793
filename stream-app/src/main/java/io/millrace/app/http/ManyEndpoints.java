package io.millrace.app.http;

import io.avaje.json.JsonException;
import io.millrace.app.query.UserRouter.Located;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.state.HostInfo;

/// Recommendations for many users at once, each answered by the instance that owns the user; and
/// for someone without a name, whom any instance answers.
final class ManyEndpoints {
  /// Most users of one request.
  static final int MAX_USERS = 100;

  /// Most items that all lists of one request may reach down to together.
  static final int MAX_ITEMS = 20_000;

  private static final String PATH = "/v1/recommendations";
  private static final Set<String> NAMES = PersonalOptions.names("userIds", "items");

  private final PersonalLists lists;
  private final Function<String, Located> owners;
  private final Forwarder forwarder;

  /// @param owners finds a user
  ManyEndpoints(PersonalLists lists, Function<String, Located> owners, Forwarder forwarder) {
    this.lists = lists;
    this.owners = owners;
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
      return Reply.json(200, lists.recommended(Session.of(body), PersonalOptions.of(body)));
    }
    Set<String> userIds = body.someIds("userIds", MAX_USERS);
    PersonalOptions wanted = PersonalOptions.of(body);
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
  private Reply forUsers(Set<String> userIds, PersonalOptions wanted, boolean wasForwarded) {
    Map<String, Located.Here> here = new LinkedHashMap<>();
    Map<HostInfo, List<String>> elsewhere = new LinkedHashMap<>();
    var found = new Found();
    for (String userId : userIds) {
      switch (owners.apply(userId)) {
        case Located.Here user -> here.put(userId, user);
        case Located.Elsewhere(HostInfo host) when !wasForwarded ->
            elsewhere.computeIfAbsent(host, any -> new ArrayList<>()).add(userId);
        case Located.Elsewhere moved -> found.fail(userId, UserEndpoints.moving(userId));
        case Located.Nowhere moving -> found.fail(userId, UserEndpoints.moving(userId));
      }
    }
    List<Asked> asked = new ArrayList<>();
    elsewhere.forEach((host, users) -> asked.add(ask(host, users, wanted)));
    found.results.putAll(lists.recommended(here, wanted));
    asked.forEach(each -> found.take(each));
    return found.reply(userIds);
  }

  /// Begins to ask another instance for its users.
  private Asked ask(HostInfo host, List<String> userIds, PersonalOptions wanted) {
    byte[] json = Reply.json(200, UsersRequest.of(userIds, wanted)).body();
    return new Asked(userIds, forwarder.send("POST", PATH, json, host));
  }

  /// Users of whom another instance was asked.
  private record Asked(List<String> userIds, Forwarder.Sent sent) {}

  /// What was found of the users of one request.
  private static final class Found {
    final Map<String, Answers.Recommendations> results = new HashMap<>();
    final Map<String, Answers.UserError> errors = new HashMap<>();

    void fail(String userId, Problem problem) {
      String detail = String.valueOf(problem.getMessage());
      errors.put(userId, new Answers.UserError(userId, problem.kind().type(), detail));
    }

    /// Waits for what another instance says.
    void take(Asked asked) {
      try {
        Reply reply = asked.sent().await();
        if (reply.status() == 200) {
          var many = reply.document(Answers.ManyRecommendations.class);
          many.results().forEach(each -> results.put(String.valueOf(each.userId()), each));
          many.errors().forEach(each -> errors.put(each.userId(), each));
        } else {
          var problem = reply.document(Answers.ProblemDetails.class);
          for (String userId : asked.userIds()) {
            errors.put(userId, new Answers.UserError(userId, problem.type(), problem.detail()));
          }
        }
      } catch (Problem problem) {
        asked.userIds().forEach(userId -> fail(userId, problem));
      } catch (JsonException nonsense) {
        Problem problem =
            Problem.of(
                Problem.Kind.UNAVAILABLE,
                "the instance %s, which owns this user, does not answer as it should"
                    .formatted(asked.sent().address()));
        asked.userIds().forEach(userId -> fail(userId, problem));
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
