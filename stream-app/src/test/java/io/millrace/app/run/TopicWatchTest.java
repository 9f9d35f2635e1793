package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicWatchTest {
  private static final AppSettings SETTINGS =
      TestSettings.of("127.0.0.1:9092", "topic-watch", Path.of("state"));

  private final List<Throwable> failures = new ArrayList<>();
  private int partitions = 4;
  private @Nullable String missing;
  private boolean silent;

  private final TopicWatch watch =
      new TopicWatch(
          SETTINGS,
          4,
          new TopicWatch.View() {
            @Override
            public int partitions() {
              if (silent) {
                throw new StartException("does not answer");
              }
              return partitions;
            }

            @Override
            public @Nullable String missing() {
              return missing;
            }
          },
          failures::add);

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  @Test
  void topicsThatStayAsTheyAreAreNotTold() {
    look(5);
    assertThat(watch.change()).isNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void addedPartitionsAreToldWithWhatToDo() {
    partitions = 6;
    look(1);
    assertThat(watch.change())
        .contains("'interactions' has 6 partitions and had 4", "another --application-id");
    assertThat(failures).isEmpty();
  }

  @Test
  void aBrokerThatDoesNotAnswerIsNoChange() {
    silent = true;
    look(5);
    assertThat(watch.change()).isNull();
    assertThat(failures).isEmpty();
  }

  @Test
  void aTopicThatIsUnknownForAMomentIsNotDeleted() {
    missing = SETTINGS.usersChangelog();
    look(TopicWatch.LOOKS - 1);
    missing = null;
    look(1);
    missing = SETTINGS.usersChangelog();
    look(TopicWatch.LOOKS - 1);
    assertThat(failures).isEmpty();
  }

  @Test
  void aDeletedTopicEndsTheInstanceWithWhatToDo() {
    missing = SETTINGS.usersChangelog();
    look(TopicWatch.LOOKS);
    assertThat(failures).singleElement().asString().contains("-users-changelog", "snapshot");
    missing = SETTINGS.deadLetterTopic();
    look(1);
    assertThat(failures.getLast()).asString().contains("-dlq", "start this instance again");
  }
}
