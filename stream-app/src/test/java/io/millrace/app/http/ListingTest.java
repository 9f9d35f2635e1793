package io.millrace.app.http;

import static io.millrace.app.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedInstance.class)
class ListingTest {
  private final Client client;
  private final Instance instance;

  ListingTest(Instance instance) {
    this.instance = instance;
    this.client = instance.client();
  }

  @Test
  void anItemIsListed() {
    Answer taken = client.putJson("/v1/items/listed", "{\"title\":\"A book\"}");
    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.find("itemId")).isEqualTo("listed");
    await()
        .atMost(Instance.PATIENCE)
        .until(() -> "A book".equals(client.get("/v1/items/listed").find("title")));
  }

  @Test
  void aDeletedItemIsNotLearnedUntilItIsListedAgain() {
    instance.view("listing-u", "deleted");
    assertThat(client.send("DELETE", "/v1/items/deleted").status()).isEqualTo(202);
    // Events make the task look sooner; those of before the deletion are learned.
    await()
        .atMost(Instance.PATIENCE)
        .until(
            () -> {
              client.postEvent("listing-v", "other", "view");
              return client.get("/v1/items/deleted").status() == 404;
            });
    long before = instance.eventsOf("listing-u");
    assertThat(client.postEvent("listing-u", "deleted", "view").status()).isEqualTo(202);
    instance.view("listing-u", "other");
    assertThat(instance.eventsOf("listing-u")).isEqualTo(before + 1);
    assertThat(client.get("/v1/items/deleted").status()).isEqualTo(404);

    client.putJson("/v1/items/deleted", "{\"title\":\"Again\"}");
    await()
        .atMost(Instance.PATIENCE)
        .until(
            () -> {
              client.postEvent("listing-w", "deleted", "view");
              return client.get("/v1/items/deleted").status() == 200;
            });
  }

  @Test
  void whatIsNoItemIsRefused() {
    assertProblem(
        client.putJson("/v1/items/bad", "{\"title\":5}"), 400, "invalid-body", "title", "5");
    assertThat(client.putJson("/v1/items/bad", "no JSON").status()).isEqualTo(400);
  }
}
