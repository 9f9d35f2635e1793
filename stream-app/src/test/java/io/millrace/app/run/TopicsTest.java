package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
      assertThat(topics.createInputs(3)).containsExactly("topics-once", "topics-once-users");
      assertThat(topics.createInputs(3)).isEmpty();
      assertThat(topics.createInputs(5)).isEmpty();
      assertThat(topics.requireInputs()).isEqualTo(3);
      assertThat(topics.ends()).isEmpty();
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
  void usersAreDividedLikeTheEvents() throws Exception {
    try (Topics topics = topics("app-u", "topics-users")) {
      topics.createInputs(3);
      topics.requireUsers(3);
      Refusals.assertRefused(() -> topics.requireUsers(4))
          .contains("'topics-users-users' has 3 partitions", "has 4", "--users-topic", "create");
    }
    // An older cluster has no topic of users, and any number of partitions.
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("topics-older", 5, (short) 1))).all().get();
    }
    try (Topics topics = topics("app-u", "topics-older")) {
      Refusals.assertRefused(() -> topics.requireUsers(5))
          .contains("'topics-older-users' does not exist", "bin/millrace topics create");
      assertThat(topics.createInputs(Topics.DEFAULT_PARTITIONS))
          .containsExactly("topics-older-users");
      topics.requireUsers(5);
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
