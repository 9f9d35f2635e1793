package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class CarriersTest {
  private final Properties properties = new Properties();

  @Test
  void answersHaveTwoThreadsAProcessor() {
    Carriers.set(properties, 3);
    assertThat(properties).containsEntry(Carriers.PARALLELISM, "6");
  }

  @Test
  void whatTheUserSetsCounts() {
    properties.setProperty(Carriers.PARALLELISM, "1");
    Carriers.set(properties, 3);
    assertThat(properties).containsEntry(Carriers.PARALLELISM, "1");
  }
}
