package io.millrace.app.http;

import io.millrace.app.query.EventPublisher;
import io.millrace.model.event.Erasure;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Merge;
import io.millrace.model.event.Undo;
import io.millrace.model.event.UserMessage;
import java.util.List;
import java.util.Set;

/// Takes back what users did, erases users, and moves what a visitor did to an account, by way of
/// the topic of interactions: in one order with the user's events.
final class UserRecordEndpoints {
  private final EventPublisher publisher;

  UserRecordEndpoints(EventPublisher publisher) {
    this.publisher = publisher;
  }

  List<Endpoint> table() {
    return List.of(
        new Endpoint("DELETE", "/v1/users/{id}", Set.of(), this::erase),
        new Endpoint("DELETE", "/v1/users/{id}/interactions/{itemId}", Set.of(), this::undo),
        new Endpoint("POST", "/v1/users/{id}/merge", Set.of(), this::merge));
  }

  private Reply erase(Call call) {
    return publish(new Erasure(call.id("userId")));
  }

  private Reply undo(Call call) {
    return publish(new Undo(call.id("userId"), call.id("itemId", "itemId")));
  }

  private Reply merge(Call call) {
    String userId = call.id("userId");
    String from = new BodyParameters(call.jsonBody(), Set.of("from")).id("from");
    try {
      return publish(new Merge(userId, from));
    } catch (InvalidEventException fault) {
      throw Problem.of(Problem.Kind.INVALID_BODY, fault);
    }
  }

  private Reply publish(UserMessage message) {
    EventEndpoints.publish(publisher, List.of(message));
    return Reply.json(202, new Answers.EventsTaken(1, List.of(), null));
  }
}
