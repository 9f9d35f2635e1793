package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aLogOfAShopIsToldAsItIsRead() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("events.csv"),
            """
            timestamp,visitorid,event,itemid
            1433221332117,1,view,a
            1433221332117,1,addtocart,a
            1433221399000,2,teleport,b
            broken
            """);
    Console console = Console.run("inspect", file.toString());
    assertThat(console.exitCode()).isZero();
    assertThat(String.join("\n", console.out()))
        .contains(
            "reads CSV: user = visitorid, item = itemid, type = event (addtocart -> cart), time ="
                + " timestamp in ms",
            "  user 1, item a, view, 2015-06-02T05:02:12.117Z",
            "3 events of 2 users and 2 items, from 2015-06-02T05:02:12.117Z to 2015-06-02T05:03:19Z",
            "33.3 % repeat a pair of user and item, 33.3 % have the time of the user's event before",
            "1 malformed records are left out, such as:\n  line 5: line 'broken' has 1 columns",
            "cart                    1  is learned with weight 1.0",
            "teleport                1  is unknown and not learned: --types 'teleport=",
            "bin/millrace evaluate " + file);
  }

  @Test
  void whatIsNotUnderstoodIsOneLineWithTheFlagThatHelps() throws IOException {
    Path file = Files.writeString(folder.resolve("odd.csv"), "who,thing,x\nu,i,1\nv,j,2\n");
    Console console = Console.run("inspect", file.toString());
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err())
        .containsExactly(
            "millrace: "
                + file
                + " is CSV with who, thing, x, of which user = who is understood; item is missing."
                + " Say --columns item=COLUMN");
    Console told = Console.run("inspect", file.toString(), "--columns", "item=thing", "--json");
    assertThat(told.exitCode()).as("%s", told.err()).isZero();
    assertThat(told.out().getFirst()).contains("\"events\":2", "\"users\":2", "\"items\":2");
    Console slip = Console.run("inspect", file.toString(), "--columns", "item=thign");
    assertThat(slip.err())
        .containsExactly(
            "millrace: "
                + file
                + " has no column for item: 'thign' is not there; nearest is 'thing'; there are who,"
                + " thing, x");
    Console flag = Console.run("inspect", file.toString(), "--columns", "itme=thing");
    assertThat(flag.err().getFirst())
        .startsWith("millrace: --columns: 'itme' is no field of interactions; nearest is 'item'");
  }
}
