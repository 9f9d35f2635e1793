package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.avaje.jsonb.Jsonb;
import io.millrace.model.evaluation.Baselines;
import io.millrace.producer.DataSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateCommandTest {
  @TempDir private Path folder = Path.of("");

  private String events() throws IOException {
    return EventFile.write(folder.resolve("u.data"), 600, 1).path().toString();
  }

  private String lines(String... lines) throws IOException {
    return Files.write(folder.resolve("events.tsv"), List.of(lines)).toString();
  }

  @SuppressWarnings("unchecked") // a JSON object
  private static Map<String, Object> json(Console console) {
    assertThat(console.out()).hasSize(1);
    return (Map<String, Object>)
        Jsonb.builder().build().type(Object.class).fromJson(console.out().getFirst());
  }

  @Test
  void aTableHasTheTenthsAndEveryRanker() throws IOException {
    Console console = Console.run("evaluate", events(), "--compare", "all");
    assertThat(console.exitCode()).isZero();
    assertThat(console.err())
        .hasSize(1)
        .first()
        .asString()
        .contains(": reads TSV (no header): user =");
    assertThat(console.out()).filteredOn(line -> line.matches("\\d+ .*")).hasSize(10);
    assertThat(String.join("\n", console.out()))
        .contains("600 events", "HR@10", "NDCG@10", "MRR", "micros/event", "millrace")
        .contains(Baselines.NAMES);
  }

  @Test
  void jsonIsOneObject() throws IOException {
    String file = events();
    Map<String, Object> json =
        json(
            Console.run(
                "evaluate", file, "--json", "--k", "5", "--compare", "item-knn", "--rank", "8"));
    assertThat(json.keySet())
        .containsExactly(
            "protocol",
            "file",
            "events",
            "tested",
            "metrics",
            "lastTenth",
            "microsPerEvent",
            "settings",
            "compare");
    assertThat(json).contains(entry("protocol", "prequential"), entry("file", file));
    assertThat(field(json, "metrics").toString()).contains("hr@5=", "ndcg@5=", "mrr=", "map@5=");
    assertThat(field(json, "settings").toString()).contains("rank=8");
    assertThat(field(json, "compare").toString()).startsWith("{item-knn={hr@5=");
  }

  @Test
  void aSplitTellsTopAccuracies() throws IOException {
    Console console =
        Console.run(
            "evaluate", events(), "--json", "--split", "random:0.8", "--seed", "1", "--seed", "2");
    Map<String, Object> json = json(console);
    assertThat(field(json, "protocol")).isEqualTo("split random:0.8");
    assertThat(field(json, "metrics").toString())
        .matches(
            "\\{top-1=.*top-5=.*top-10=.*top-100=.*precision@10=.*recall@10=.*ndcg@10=.*map@10=.*");
    assertThat(((Number) field(json, "tested")).intValue()).isEqualTo(120);
  }

  @Test
  void csvHasALineForEachTenthAndTheWhole() throws IOException {
    Console console = Console.run("evaluate", events(), "--csv", "--compare", "popularity");
    assertThat(console.out()).hasSize(1 + 2 * 11);
    assertThat(console.out().getFirst()).startsWith("ranker,part,tested,hr@10,ndcg@10,mrr");
    long commas = console.out().getFirst().chars().filter(c -> c == ',').count();
    assertThat(console.out())
        .allMatch(line -> line.chars().filter(c -> c == ',').count() == commas);
  }

  @Test
  void aPageIsSelfContained() throws IOException {
    Path page = folder.resolve("page.html");
    Console console =
        Console.run("evaluate", events(), "--compare", "popularity", "--html", page.toString());
    assertThat(console.exitCode()).isZero();
    String html = Files.readString(page);
    assertThat(html).startsWith("<!DOCTYPE html>").contains("<svg", "popularity", "millrace");
    assertThat(html).doesNotContain("http:", "https:", "src=", "href=", "NaN");
    assertThat(html.split("<polyline", -1)).hasSize(1 + 2 * 3);
  }

  @Test
  void namesOfFilesAreTextOnAPage() throws IOException {
    Path file = folder.resolve("<b>&.tsv");
    Files.writeString(file, "user\titem\na\tx\na\ty\nb\tx\nb\ty\n");
    Path page = folder.resolve("page.html");
    Console.run("evaluate", file.toString(), "--html", page.toString(), "--split", "time:0.5");
    assertThat(Files.readString(page)).contains("&lt;b&gt;&amp;.tsv").doesNotContain("<b>");
  }

  @Test
  void aPageThatCannotBeWrittenFailsBeforeTheWork() throws IOException {
    String page = folder.resolve("none").resolve("page.html").toString();
    Console console = Console.run("evaluate", events(), "--html", page);
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).hasSize(1);
    assertThat(console.err().getFirst()).contains("--html", page);
  }

  @Test
  void theSameSeedGivesTheSameFigures() throws IOException {
    String file = events();
    Object first = field(json(Console.run("evaluate", file, "--json", "--seed", "7")), "metrics");
    Object again = field(json(Console.run("evaluate", file, "--json", "--seed", "7")), "metrics");
    assertThat(again).isEqualTo(first);
  }

  /// Three users go round in a circle of ten items.
  @Test
  void repeatsReachTheLearner() throws IOException {
    var lines = new StringBuilder("user\titem\ttimestamp\n");
    for (int round = 0; round < 1_500; round++) {
      lines.append("u%d\ti%d\t%d\n".formatted(round % 3, round / 3 % 10, round));
    }
    String file = Files.writeString(folder.resolve("circle.tsv"), lines).toString();
    assertThat(field(json(Console.run("evaluate", file, "--json")), "tested"))
        .isNotEqualTo(field(json(Console.run("evaluate", file, "--json", "--repeats")), "tested"));
    Map<String, Object> json =
        json(Console.run("evaluate", file, "--json", "--repeats", "--k", "1"));
    assertThat(json).containsEntry("protocol", "prequential with repeats");
    assertThat(field(json, "settings").toString()).contains("maxConsumed=0");
    assertThat(((Number) field((Map<?, ?>) field(json, "lastTenth"), "hr@1")).doubleValue())
        .isGreaterThan(0.9);
  }

  @Test
  void aWeightDecidesWhatATypeTeaches() throws IOException {
    String file = lines("user\titem\ttype", "a\tx\tview", "b\tx\tview", "b\ty\tview", "a\ty\thum");
    Map<String, Object> json = json(Console.run("evaluate", file, "--json", "--weight", "hum=2"));
    assertThat(((Number) field(json, "tested")).intValue()).isEqualTo(1);
    json = json(Console.run("evaluate", file, "--json", "--weight", "hum=-2"));
    assertThat(((Number) field(json, "tested")).intValue()).isZero();
  }

  @Test
  void aStrengthDecidesWhatAValueTeachesAndWhatIsTestedIsToldApart() throws IOException {
    String file =
        lines(
            "user\titem\ttype\tvalue",
            "a\tx\trating\t5",
            "b\tx\trating\t5",
            "b\ty\trating\t5",
            "a\ty\trating\t2",
            "c\tx\trating\t5",
            "c\ty\trating\t5");
    assertThat(tested(file)).isEqualTo(2);
    assertThat(tested(file, "--strength", "rating=value - 3")).isEqualTo(1);
    assertThat(tested(file, "--tested", "rating=value - 3")).isEqualTo(1);
    assertThat(tested(file, "--strength", "rating=value - 3", "--tested", "rating=value"))
        .isEqualTo(2);
    assertThat(tested(file, "--strength", "rating=value - 3", "--split", "time:0.5")).isEqualTo(2);
  }

  private static int tested(String file, String... options) {
    String[] command =
        Stream.concat(Stream.of("evaluate", file, "--json"), Stream.of(options))
            .toArray(String[]::new);
    return ((Number) field(json(Console.run(command)), "tested")).intValue();
  }

  @Test
  void anEventWhoseStrengthIsNotFiniteIsLeftOutAndTold() throws IOException {
    String file = lines("user\titem\tvalue", "a\tx\t1", "b\tx\t1", "b\ty\t-1", "a\ty\t1");
    Console console = Console.run("evaluate", file, "--strength", "view=log(value)");
    assertThat(console.exitCode()).isZero();
    assertThat(console.err())
        .anyMatch(line -> line.startsWith("1 events left out: value '-1.0' of type 'view'"));
  }

  @Test
  void aTestedTypeThatThereIsNotIsRefused() throws IOException {
    Console console =
        Console.run("evaluate", lines("user\titem", "a\tx"), "--tested", "ratng=value");
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err())
        .anyMatch(line -> line.contains("--tested") && line.contains("mean 'rating'"));
  }

  @Test
  void learnersSideBySideForeseeToo() throws IOException {
    Map<String, Object> json =
        json(
            Console.run(
                "evaluate", events(), "--json", "--learners", "3", "--delay", "20", "--seed", "7"));
    assertThat(json).containsEntry("protocol", "prequential, 3 learners 20 events apart");
    assertThat(field(json, "settings").toString()).contains("seed=7");
  }

  @Test
  void manyTiesAreWarnedOfUnlessShuffled() throws IOException {
    String file = lines("user\titem\ttimestamp", "a\tx\t9", "a\ty\t9", "b\tx\t9", "b\ty\t9");
    assertThat(Console.run("evaluate", file).err()).anyMatch(line -> line.startsWith("100 % of"));
    assertThat(Console.run("evaluate", file, "--shuffle-ties").err()).hasSize(1);
  }

  @Test
  void whatCannotBeUsedIsCountedWithItsFirstLine() throws IOException {
    String file =
        lines(
            "user\titem\ttype\tvalue\ttimestamp",
            "a\tx\tview\t1\t9",
            "a\ty\tview\t1e999\t10",
            "a\ty\tview\tNaN\t11",
            "a\tz\tdance\t1\t12");
    Console console = Console.run("evaluate", file);
    assertThat(console.exitCode()).isZero();
    assertThat(console.err())
        .anyMatch(line -> line.startsWith("2 events left out") && line.contains("line 3 of"))
        .anyMatch(line -> line.startsWith("1 events left out") && line.contains("dance"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --rank 0 | rank is 0
          --rank 513 | rank is 513
          --k 0 | --k is 0
          --set speed=1 | there is no setting 'speed'
          --set learningRate=NaN | learningRate is NaN
          --set rank=0 | rank is 0
          --weight view=1000 | --weight: weight of event type 'view' is 1000.0, but
          --strength view=log() | --strength: strength of event type 'view': expression 'log()' has ')' at position 5
          --tested view=2 | --tested: strength of event type 'view': expression '2' does not contain value
          --learners 0 | learners is 0
          --learners 65 | learners is 65
          --delay -1 | delay is -1
          --compare ials:0% | there is no baseline 'ials:0%'
          --compare magic | there is no baseline 'magic'
          --split half | --split is 'half'
          --split random:1 | --split is 'random:1'
          --split time:NaN | --split is 'time:NaN'
          """)
  void wrongUsageIsOneLine(String arguments, String complaint) throws IOException {
    String[] words = ("evaluate " + events() + " " + arguments).split(" ");
    Console console = Console.run(words);
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).hasSize(1);
    assertThat(console.err().getFirst()).contains(complaint);
  }

  @Test
  void aFileWithoutAnEventIsOneLine() throws IOException {
    Console console = Console.run("evaluate", lines("user\titem\ttimestamp"));
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).filteredOn(line -> line.startsWith("millrace: ")).hasSize(1);
    console = Console.run("evaluate", folder.resolve("missing").toString());
    assertThat(console.exitCode()).isEqualTo(2);
    assertThat(console.err()).hasSize(1);
  }

  @Test
  void movieLensIsForeseenAsItIsKnownToBe() {
    String file = DataSets.require("ml-100k/u.data").toString();
    Map<String, Object> json =
        json(Console.run("evaluate", file, "--json", "--compare", "popularity,item-knn"));
    assertThat(hitRate(field(json, "metrics"))).isGreaterThan(0.215);
    Map<?, ?> compare = (Map<?, ?>) field(json, "compare");
    assertThat(hitRate(field(compare, "popularity"))).isBetween(0.070, 0.082);
    assertThat(hitRate(field(compare, "item-knn"))).isBetween(0.200, 0.212);
  }

  private static Object field(Map<?, ?> object, String name) {
    return Objects.requireNonNull(object.get(name), name);
  }

  private static double hitRate(Object metrics) {
    return ((Number) field((Map<?, ?>) metrics, "hr@10")).doubleValue();
  }

  @Test
  void withoutTheVectorModuleTheFiguresAreTheSameAndAMessageSaysWhatIsMissing() throws Exception {
    String file = events();
    try (var slow = MillraceProcess.startWithoutVectorModule("evaluate", file, "--csv")) {
      assertThat(slow.awaitExit(Duration.ofSeconds(60))).isZero();
      assertThat(slow.err())
          .filteredOn(line -> line.startsWith("millrace: "))
          .singleElement()
          .asString()
          .contains("--add-modules jdk.incubator.vector");
      assertThat(withoutTimes(slow.out()))
          .isEqualTo(withoutTimes(Console.run("evaluate", file, "--csv").out()));
    }
  }

  /// Numbers that a clock gave are the last of a line.
  private static List<String> withoutTimes(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll(",[^,]*$", "")).toList();
  }
}
