package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          nope | Unmatched argument at index 0: 'nope'
          demo --unknown | --unknown
          demo --rate x | 'x' is not a double
          demo --rate -1 | --rate is -1.0, but must be between 0 and 1e9
          demo --rate NaN | --rate is NaN, but must be between 0 and 1e9
          demo --events -1 | --events is -1, but must not be negative
          demo --port 70000 | --port is 70000, but must be between 0 and 65535
          demo --similar-users -1 | --similar-users is -1, but must be between 0 and 100000000
          broker --port -1 | --port is -1, but must be between 0 and 65535
          serve --port 70000 | --port is 70000, but must be between 0 and 65535
          serve --threads 99 | threads is 99, but must be between 1 and 64
          serve --similar-users -1 | similar-users is -1, but must be between 0 and 100000000
          serve --rank 0 | rank is 0
          serve --weight view=NaN | view
          serve --weight undo=1 | event type 'undo' is reserved
          serve --weight erase=0 | event type 'erase' is reserved
          serve --seen cart=soon | --seen: 'soon' of type 'cart' is neither forever, no, nor a time
          serve --seen crat=1h | --seen: 'crat' is no event type: did you mean 'cart'?
          demo --seen cart=1 | --seen: '1' of type 'cart' is neither forever, no, nor a time
          serve --event-ids -1 | event-ids is -1, but must be between 0 and 10000
          serve --event-ids 10001 | event-ids is 10001, but must be between 0 and 10000
          replay | Missing required parameter: 'FILE'
          replay f --rate -2 | --rate is -2.0, but must be between 0 and 1e9
          replay f --speed 0x | --speed is '0x', but must be a factor above 0 such as 10x
          replay f --speed fast | --speed is 'fast', but must be a factor above 0 such as 10x
          replay f --speed 2x --rate 5 | mutually exclusive
          replay f --events -1 | --events is -1, but must not be negative
          simulate --rate Infinity | --rate is Infinity, but must be between 0 and 1e9
          simulate --events -1 | --events is -1, but must not be negative
          evaluate | Missing required parameter: 'FILE'
          evaluate f --json --csv | mutually exclusive
          rebuild --set speed=2 | there is no setting 'speed'; there are rank
          rebuild --set rank=x | rank is 'x', but must be of type int
          rebuild --set rank=0 | rank is 0
          rebuild --until soon | until is 'soon', but must be a time such as
          rebuild --into a/b | into is 'a/b', but must be
          rebuild --into millrace | into is 'millrace', which is the application itself
          promote | Missing required parameter: 'ID'
          topics | Missing subcommand: topics create
          export | Missing required parameter: 'DIR'
          export d --rank 0 | rank is 0
          import | Missing required parameter: 'DIR'
          topics create --partitions 0 | --partitions is 0, but must be between 1 and 1000
          recommend u -k 0 | -k is 0, but must be between 1 and 1000
          recommend u -k 1001 | -k is 1001, but must be between 1 and 1000
          recommend u --url 127.0.0.1:8080 | --url is '127.0.0.1:8080', but must be like http://
          recommend u --url host:8080 | --url is 'host:8080', but must be like http://host:8080
          recommend u --url host | --url is 'host', but must be like http://host:8080
          recommend u --url ftp://host | --url is 'ftp://host', but must be like http://host:8080
          recommend u --url http:/// | --url is 'http:///', but must be like http://host:8080
          recommend u --url http://h:99999 | --url is 'http://h:99999', but must be like http://
          recommend u --url http://h/?k=1 | --url is 'http://h/?k=1', but must be like http://
          recommend u --url http://h/#a | --url is 'http://h/#a', but must be like http://
          recommend | Missing required parameter: 'USER'
          """)
  void wrongUsageIsToldWithTheRightOne(String arguments, String complaint) {
    Console console = Console.run(arguments.split(" "));
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err().getFirst()).contains(complaint);
    if (!arguments.equals("nope")) {
      assertThat(console.err()).anyMatch(line -> line.startsWith("Usage: millrace"));
    }
  }

  @Test
  void aUserThatCannotBeIsToldBeforeAnyInstanceIsAsked() {
    for (String user : List.of("", "u".repeat(257))) {
      Console console = Console.run("recommend", user);
      assertThat(console.exitCode()).isEqualTo(2);
      assertThat(console.err().getFirst())
          .startsWith("USER '")
          .contains(user.isEmpty() ? "is empty" : "is longer than 256 bytes");
    }
  }

  @Test
  void withoutACommandTheCommandsAreListed() {
    Console console = Console.run();
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(String.join("\n", console.err())).contains("demo", "serve", "replay", "recommend");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "serve",
        "broker",
        "replay",
        "simulate",
        "evaluate",
        "topics",
        "export",
        "import",
        "recommend",
        ""
      })
  void helpIsNoFailure(String command) {
    String[] arguments =
        Stream.of(command, "--help").filter(each -> !each.isEmpty()).toArray(String[]::new);
    Console console = Console.run(arguments);
    assertThat(console.exitCode()).isZero();
    assertThat(console.err()).isEmpty();
    assertThat(console.out().getFirst()).startsWith("Usage: millrace");
  }
}
