package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
class TopicsTest {
  private final SharedBroker.Running broker;

  TopicsTest(SharedBroker.Running broker) {
    this.broker = broker;
  }

  @Test
  void inputsAreMadeOnce() {
    try (Topics topics = topics("app-a", "topics-once")) {
      assertThat(topics.createInputs(3)).containsExactly("topics-once");
      assertThat(topics.createInputs(3)).isEmpty();
      assertThat(topics.createInputs(5)).isEmpty();
      assertThat(topics.requireInputs()).isEqualTo(3);
      assertThat(topics.eventsHeld()).isZero();
    }
  }

  @Test
  void aMissingTopicIsToldWithWhatMakesIt() {
    try (Topics topics = topics("app-b", "topics-missing")) {
      Refusals.assertRefused(topics::requireInputs)
          .contains("'topics-missing' does not exist", "bin/millrace topics create");
    }
  }

  @Test
  void partitionsOfStateMustBeThoseOfTheEvents() {
    try (Topics topics = topics("app-c", "topics-two")) {
      topics.createInputs(2);
      topics.createOwn(2);
      topics.createOwn(2);
      Refusals.assertRefused(() -> topics.createOwn(3))
          .contains("app-c-", "has 2 partitions", "--application-id");
    }
  }

  @Test
  void whatKafkaRefusesIsNotTakenForSilence() {
    try (Topics topics = topics("app-d", "not a name")) {
      Refusals.assertRefused(() -> topics.createInputs(1))
          .contains("refuses")
          .doesNotContain("does not answer");
    }
    try (Topics topics = topics("app-d", "topics-none")) {
      Refusals.assertRefused(() -> topics.createInputs(0)).contains("refuses", "partitions");
    }
  }

  @Test
  void anAddressThatIsNoneIsToldAtOnce() {
    var settings = TestSettings.of("no-such-host.invalid:9092", "app-e", Path.of("unused"));
    Refusals.assertRefused(() -> new Topics(settings).close()).contains("no-such-host.invalid");
  }

  private Topics topics(String applicationId, String interactionsTopic) {
    return new Topics(
        TestSettings.of(
            broker.bootstrapServers(), applicationId, Path.of("unused"), interactionsTopic, 0));
  }
}
