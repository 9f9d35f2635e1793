package io.millrace.app.http;

import static org.awaitility.Awaitility.await;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Application;
import io.millrace.app.run.SharedBroker;
import io.millrace.app.run.TestSettings;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.mapping.Mapping;
import io.millrace.producer.send.ItemSender;
import io.millrace.producer.send.Producers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// A running instance and a client of it.
record Instance(AppSettings settings, Application application, Client client)
    implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /// The mapping that requests may call `shop`.
  private static final Mapping SHOP =
      Mapping.parse(
          "shop",
          """
          user: user|visitor
          item: properties.product_id
          type: event
          types: {Product Viewed: view, Order Completed: purchase}
          otherTypes: drop
          """);

  static Instance start(SharedBroker.Running broker, String applicationId) {
    return start(broker, applicationId, AppSettings.DEFAULT_SIMILAR_USERS);
  }

  static Instance start(SharedBroker.Running broker, String applicationId, int similarUsers) {
    var settings =
        TestSettings.of(
            broker.bootstrapServers(),
            applicationId,
            broker.folder().resolve(UUID.randomUUID().toString()),
            similarUsers);
    try {
      var application = Application.start(settings, Map.of("shop", SHOP));
      return new Instance(settings, application, new Client(application.port()));
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  String address() {
    return "127.0.0.1:" + application.port();
  }

  /// Sends a view of each item and waits until all of them are learned.
  void view(String userId, String... itemIds) {
    long before = eventsOf(userId);
    for (String itemId : itemIds) {
      Answer answer = client.postEvent(userId, itemId, "view");
      if (answer.status() != 202) {
        throw new AssertionError(answer);
      }
    }
    await().atMost(PATIENCE).until(() -> eventsOf(userId) == before + itemIds.length);
  }

  long eventsOf(String userId) {
    Answer answer = client.get("/v1/users/" + Client.encode(userId));
    return answer.status() == 200 ? answer.number("events") : 0;
  }

  /// Lists an item and waits until the instance has heard of it.
  void list(String itemId, ItemDetails details) {
    try (var sender =
        new ItemSender(
            Producers.create(settings.bootstrapServers(), Map.of()), settings.itemsTopic())) {
      sender.send(itemId, details);
    }
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Objects.equals(
                    client.get("/v1/items/" + Client.encode(itemId)).find("title"),
                    details.title()));
  }

  @Override
  public void close() {
    application.close();
  }
}
