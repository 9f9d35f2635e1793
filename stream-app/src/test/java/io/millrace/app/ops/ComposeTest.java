package io.millrace.app.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ComposeTest {
  @Test
  void theComposeFileIsValid() throws IOException, InterruptedException {
    String compose = Tools.require("docker-compose").toString();
    assertThat(Tools.run(Tools.root(), compose, "config", "-q")).startsWith("0\n");
  }

  @Test
  void thePrometheusConfigurationIsValid() throws IOException, InterruptedException {
    String promtool = Tools.require("promtool").toString();
    assertThat(
            Tools.run(Tools.root(), promtool, "check", "config", "ops/prometheus/prometheus.yml"))
        .startsWith("0\n");
  }
}
