package io.millrace.app.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DashboardFormTest {
  private static final Path DATA_SOURCE =
      Tools.root().resolve("ops/grafana/provisioning/datasources/prometheus.yml");

  @Test
  void everyPanelSaysWhatItShowsAndWhatIsBad() {
    List<Panel> panels = Panel.all();
    assertThat(panels).hasSizeGreaterThan(10);
    assertThat(panels)
        .allSatisfy(
            panel -> {
              assertThat(panel.title()).isNotBlank();
              assertThat(panel.unit()).as(panel.title()).isNotBlank();
              assertThat(panel.description()).as(panel.title()).containsIgnoringCase("bad");
              assertThat(panel.queries()).as(panel.title()).isNotEmpty().doesNotContain("");
            });
  }

  @Test
  void idsAreUniqueWithinADashboard() {
    assertThat(Panel.all().stream().map(panel -> panel.file() + "#" + panel.id()).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void everyPanelAsksTheProvisionedSource() throws IOException {
    List<String> uids =
        Files.readAllLines(DATA_SOURCE).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("uid: "))
            .map(line -> line.substring("uid: ".length()))
            .toList();
    assertThat(uids).hasSize(1);
    assertThat(Panel.all())
        .allSatisfy(panel -> assertThat(panel.dataSources()).containsOnly(uids.getFirst()));
  }
}
