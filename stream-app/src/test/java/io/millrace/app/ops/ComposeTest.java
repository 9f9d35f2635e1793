package io.millrace.app.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ComposeTest {
  /// An entry of `ports`: host and container port, perhaps with an address before them.
  private static final Pattern PUBLISHED = Pattern.compile("- \"?[\\d.:]*\\d+:\\d+\"?");

  @Test
  void theComposeFileIsValid() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Tools.requireCompose());
    command.addAll(List.of("config", "-q"));
    assertThat(Tools.run(Tools.root(), command.toArray(String[]::new))).startsWith("0\n");
  }

  @Test
  void everythingIsPublishedOnTheLoopbackAddress() throws IOException {
    List<String> published =
        Files.readAllLines(Tools.root().resolve("docker-compose.yml")).stream()
            .map(String::strip)
            .filter(line -> PUBLISHED.matcher(line).matches())
            .toList();
    assertThat(published)
        .isNotEmpty()
        .allSatisfy(port -> assertThat(port).startsWith("- \"127.0.0.1:"));
  }

  @Test
  void thePrometheusConfigurationIsValid() throws IOException, InterruptedException {
    String promtool = Tools.require("promtool").toString();
    assertThat(
            Tools.run(Tools.root(), promtool, "check", "config", "ops/prometheus/prometheus.yml"))
        .startsWith("0\n");
  }
}
