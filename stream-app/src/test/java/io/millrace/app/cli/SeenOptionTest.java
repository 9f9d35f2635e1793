package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.event.EventRules;
import io.millrace.model.event.SeenRules;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SeenOptionTest {
  @Command(name = "any")
  static final class AnyCommand {
    @Mixin private SeenOption seen = new SeenOption();
  }

  private static SeenOption parse(String... arguments) {
    var command = new AnyCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.seen;
  }

  @ParameterizedTest
  @ValueSource(strings = {"view=no,cart=1h", "view=no, cart=1h", "view=no ,cart=1h"})
  void spacesAroundCommasDoNotMatter(String setting) {
    assertThat(parse("--seen", setting).apply(EventRules.DEFAULT, SeenRules.DEFAULT).seen())
        .isEqualTo(new SeenRules(Map.of("view", 0, "cart", 60), SeenRules.FOREVER));
  }

  @Test
  void withoutTheOptionTheRulesOfTheCommandHold() {
    SeenOption none = parse();
    assertThat(none.apply(EventRules.DEFAULT, SeenRules.NOTHING).seen())
        .isEqualTo(SeenRules.NOTHING);
  }
}
