package io.millrace.app.http;

import io.millrace.app.query.EventPublisher;
import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.ItemJson;
import io.millrace.producer.json.UnknownFields;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists and deletes items, by way of topic `items`, which every instance reads.
final class ListingEndpoints {
  private final EventPublisher publisher;
  private final String self;

  ListingEndpoints(EventPublisher publisher, String self) {
    this.publisher = publisher;
    this.self = self;
  }

  List<Endpoint> table() {
    return List.of(
        new Endpoint("PUT", "/v1/items/{id}", Set.of(), this::put),
        new Endpoint("DELETE", "/v1/items/{id}", Set.of(), this::delete));
  }

  private Reply put(Call call) {
    String itemId = call.id("itemId");
    byte[] details = call.jsonBody();
    try {
      details = ItemJson.write(ItemJson.parse(details, UnknownFields.REFUSED));
    } catch (InvalidEventException fault) {
      throw Problem.of(Problem.Kind.INVALID_BODY, fault);
    }
    return publish(itemId, details);
  }

  private Reply delete(Call call) {
    return publish(call.id("itemId"), null);
  }

  private Reply publish(String itemId, byte @Nullable [] details) {
    try {
      publisher.publishItem(itemId, details);
    } catch (EventPublisher.NotAcknowledgedException failure) {
      throw Problem.of(
          Problem.Kind.UNAVAILABLE,
          "Kafka has not acknowledged the item, which may have arrived: " + failure.getMessage());
    }
    return Reply.json(202, new Answers.ItemTaken(itemId, details == null, self));
  }
}
