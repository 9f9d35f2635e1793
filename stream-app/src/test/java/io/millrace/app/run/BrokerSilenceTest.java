package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BrokerSilenceTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(BrokerSilence.class);
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();
  private final BrokerSilence silence = new BrokerSilence("kafka:9092");

  @BeforeEach
  void listen() {
    told.start();
    logger.addAppender(told);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(told);
    logger.setLevel(null);
  }

  @Test
  void aBrokerThatAnswersIsNoNews() {
    silence.answered(seconds(1));
    silence.answered(seconds(2));
    assertThat(told.list).isEmpty();
  }

  @Test
  void silenceIsToldOnceAMinuteAndItsEndOnce() {
    for (int second = 0; second < 100; second += 10) {
      silence.failed(seconds(second), seconds(second + 10), "timed out");
    }
    silence.answered(seconds(101));
    silence.answered(seconds(102));
    assertThat(lines())
        .containsExactly(
            "Kafka at kafka:9092 has not answered for 10 s (timed out): learning waits, answers come from what was learned",
            "Kafka at kafka:9092 has not answered for 70 s (timed out): learning waits, answers come from what was learned",
            "Kafka at kafka:9092 answers again, after 101 s");
  }

  @Test
  void anotherSilenceIsAnotherOne() {
    silence.failed(seconds(0), seconds(10), "timed out");
    silence.answered(seconds(11));
    silence.failed(seconds(20), seconds(30), "timed out");
    assertThat(lines()).hasSize(3);
    assertThat(lines().getLast()).contains("for 10 s");
  }

  private List<String> lines() {
    return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static long seconds(int count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
