package io.millrace.app.http;

import io.millrace.app.query.EventPublisher;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.UserMessage;
import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.json.ParsedEvent;
import io.millrace.producer.mapping.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Takes events in and passes them to the topic.
final class EventEndpoints {
  /// Most events of one request.
  static final int MAX_EVENTS = 1_000;

  private final EventPublisher publisher;
  private final EventRules rules;
  private final NamedMappings mappings;

  EventEndpoints(EventPublisher publisher, EventRules rules, NamedMappings mappings) {
    this.publisher = publisher;
    this.rules = rules;
    this.mappings = mappings;
  }

  List<Endpoint> table() {
    return List.of(new Endpoint("POST", "/v1/events", Set.of("map"), this::events));
  }

  /// Good events are sent even if others of the batch are bad; the answer tells which are bad and
  /// why. If none is good, the answer is a problem.
  private Reply events(Call call) {
    List<Optional<ParsedEvent>> parsed = parse(call);
    List<UserMessage> good = new ArrayList<>();
    List<Answers.RejectedEvent> bad = new ArrayList<>();
    for (int i = 0; i < parsed.size(); i++) {
      if (parsed.get(i).isPresent()) {
        sort(i, parsed.get(i).get(), good, bad);
      }
    }
    int dropped = parsed.size() - good.size() - bad.size();
    if (good.isEmpty() && dropped == 0) {
      return nothingTaken(bad);
    }
    if (!good.isEmpty()) {
      publish(publisher, good);
    }
    return Reply.json(
        202, new Answers.EventsTaken(good.size(), bad, dropped == 0 ? null : dropped));
  }

  /// Returns once Kafka has the events.
  ///
  /// @throws Problem if it does not say so
  static void publish(EventPublisher publisher, List<UserMessage> events) {
    try {
      publisher.publish(events);
    } catch (EventPublisher.NotAcknowledgedException failure) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "Kafka has not acknowledged the events, of which some may have arrived: "
              + failure.getMessage());
    }
  }

  /// The events of a body, as they are or as a mapping makes them; empty for one that it drops.
  private List<Optional<ParsedEvent>> parse(Call call) {
    Optional<Mapping> mapping = call.query().text("map").map(mappings::of);
    byte[] body = call.jsonBody();
    try {
      return mapping.isPresent()
          ? NamedMappings.map(mapping.get(), body, MAX_EVENTS)
          : InteractionJson.parseBatch(body, MAX_EVENTS).stream().map(Optional::of).toList();
    } catch (InvalidEventException fault) {
      throw Problem.of(Problem.Kind.INVALID_BODY, fault);
    }
  }

  private void sort(
      int index, ParsedEvent entry, List<UserMessage> good, List<Answers.RejectedEvent> bad) {
    switch (entry) {
      case ParsedEvent.Invalid(InvalidEventException fault) -> bad.add(rejected(index, fault));
      case ParsedEvent.Valid(UserMessage message) -> {
        try {
          requireLearnable(message);
          good.add(message);
        } catch (InvalidEventException fault) {
          bad.add(rejected(index, fault));
        }
      }
    }
  }

  private void requireLearnable(UserMessage message) {
    if (message instanceof Interaction event) {
      rules.weightOf(event);
      event.requireNotAhead(System.currentTimeMillis());
    }
  }

  private static Answers.RejectedEvent rejected(int index, InvalidEventException fault) {
    return new Answers.RejectedEvent(
        index,
        fault.reason().label(),
        fault.field(),
        fault.value(),
        String.valueOf(fault.getMessage()));
  }

  private static Reply nothingTaken(List<Answers.RejectedEvent> bad) {
    if (bad.isEmpty()) {
      throw Problem.with(Problem.Kind.INVALID_BODY, "body", "[]", "has no event");
    }
    Answers.RejectedEvent first = bad.getFirst();
    Problem.Kind kind = Problem.Kind.INVALID_BODY;
    return Reply.problem(
        kind,
        new Answers.ProblemDetails(
            kind.type(),
            kind.title(),
            kind.status(),
            first.detail(),
            first.field(),
            first.value(),
            bad));
  }
}
