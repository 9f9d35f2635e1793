package io.millrace.app.cli;

import io.millrace.app.run.SettingByName;
import io.millrace.model.evaluation.Baselines;
import io.millrace.model.evaluation.EventLog;
import io.millrace.model.evaluation.LearnerRanker.Parallelism;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.ValueStrengths;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.vector.VectorModule;
import io.millrace.producer.format.UnreadableFileException;
import io.millrace.producer.mapping.InvalidMappingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Tells how well the learner foresees the events of files, without Kafka.
@Command(
    name = "evaluate",
    description = "Measure on files of events how well the learner ranks, event by event.")
final class EvaluateCommand implements Callable<Integer> {
  private static final int MAX_K = 1_000;
  private static final double MANY_TIES = 0.5;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Any file that replay reads; - for standard input.")
  private List<String> files = List.of();

  @Option(
      names = {"-k", "--k"},
      paramLabel = "N",
      description = "Cutoff of HR@k and the other metrics (default: 10).")
  private int k = 10;

  @Option(names = "--rank", paramLabel = "N", description = "Length of vectors, 1 to 512.")
  private @Nullable Integer rank;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all random numbers; given again, medians over the seeds are told.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of the learner, such as learningRate=0.1; may be repeated.")
  private Map<String, String> changes = new LinkedHashMap<>();

  @Option(
      names = "--compare",
      split = ",",
      paramLabel = "NAME",
      description = "Also popularity, decayed, last-item, item-knn, isgd, bpr, ials:5%%, or all.")
  private List<String> compare = new ArrayList<>();

  @Option(
      names = "--split",
      paramLabel = "KIND:SHARE",
      description = "Learn a share, test the rest: random:0.8 or time:0.8.")
  private @Nullable String split;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a page with curves over the tenths of the stream.")
  private @Nullable Path html;

  @Option(
      names = "--repeats",
      description =
          "Items may come again: test repeats too, rank and learn against consumed items.")
  private boolean repeats;

  @Mixin private RuleOptions rules = new RuleOptions();

  @Option(
      names = "--tested",
      paramLabel = "TYPE=EXPRESSION",
      description =
          "Test the events of a type for whose value the expression is positive, such as"
              + " 'rating=value - 3', whatever they teach; may be repeated (default: those that"
              + " teach with a positive weight).")
  private Map<String, String> tested = new LinkedHashMap<>();

  @Option(
      names = "--learners",
      paramLabel = "N",
      description = "Learners side by side, each with its share of the users (default: 1).")
  private int learners = 1;

  @Option(
      names = "--delay",
      paramLabel = "EVENTS",
      description =
          "Events of all learners together after which the others see what one of them learned"
              + " (default: 0).")
  private int delay;

  @Option(names = "--shuffle-ties", description = "Shuffle events of the same time.")
  private boolean shuffleTies;

  @Mixin private FileOptions fileOptions = new FileOptions();

  @ArgGroup private Form form = new Form();

  /// Forms of the output other than text, of which one may be asked for.
  static final class Form {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--csv", description = "Print comma-separated values.")
    private boolean csv;
  }

  @Spec private @Nullable CommandSpec spec;

  /// What is wrong with the input is told in one line, without the usage.
  @Override
  public Integer call() throws IOException {
    try {
      requireWritable();
      if (!VectorModule.isThere() && spec != null) {
        spec.commandLine().getErr().println("millrace: " + VectorModule.MISSING);
      }
      EvaluationReport report = evaluate();
      print(report);
      if (html != null) {
        Files.writeString(html, EvaluationPage.of(report));
      }
      return ExitCode.OK;
    } catch (IllegalArgumentException | UnreadableFileException | InvalidMappingException wrong) {
      PrintWriter err = Output.errorOf(spec);
      err.println("millrace: " + wrong.getMessage());
      err.flush();
      return ExitCode.USAGE;
    }
  }

  /// Asked before the work, which may take an hour.
  private void requireWritable() {
    if (html == null) {
      return;
    }
    Path folder = html.toAbsolutePath().normalize().getParent();
    if (folder == null || Files.isDirectory(html)) {
      throw new IllegalArgumentException("--html is " + html + ", which is a folder");
    }
    if (!Files.isWritable(Files.exists(html) ? html : folder)) {
      throw new IllegalArgumentException("--html is " + html + ", which cannot be written");
    }
  }

  private EvaluationReport evaluate() {
    Evaluation evaluation = evaluation();
    PrintWriter err = Output.errorOf(spec);
    EventLog log = EvaluationInput.read(files, fileOptions.events(err), input(), err);
    warnOfTies(log, err);
    Map<String, RankerScores> scores = evaluation.run(log, err);
    RankerScores ours = scores.remove(EvaluationReport.OURS);
    if (ours == null) {
      throw new IllegalStateException("the learner itself was not evaluated");
    }
    Map<String, Object> settings = SettingByName.values(evaluation.settings());
    List<Long> used = evaluation.seeds();
    settings.put("seed", used.size() == 1 ? used.getFirst() : used);
    return new EvaluationReport(
        protocol(), String.join(" ", files), log.size(), ours, settings, scores);
  }

  private EvaluationInput.Choice input() {
    EventRules learned = rules.rules();
    // Types are checked as those of strengths are: a mistyped one would do nothing, in silence.
    EventRules chosen =
        RuleOptions.named(
            "--tested", () -> new EventRules(learned.weights(), ValueStrengths.parse(tested)));
    return new EvaluationInput.Choice(learned, chosen.strengths());
  }

  private void warnOfTies(EventLog log, PrintWriter err) {
    double tied = EventOrder.tiedShare(log);
    if (tied > MANY_TIES && !shuffleTies) {
      err.printf(
          "%.0f %% of the events have the timestamp of a neighbour of the same user, so the order "
              + "of the file decides: try --shuffle-ties%n",
          100 * tied);
      err.flush();
    }
  }

  private Evaluation evaluation() {
    if (k < 1 || k > MAX_K) {
      throw new IllegalArgumentException("--k is " + k + ", but must be between 1 and " + MAX_K);
    }
    LearnerSettings settings = settings();
    return new Evaluation(
        settings,
        new Parallelism(learners, delay),
        k,
        repeats,
        shuffleTies,
        split == null ? null : SplitChoice.parse(split),
        baselines(),
        seeds.isEmpty() ? List.of(settings.seed()) : seeds);
  }

  private LearnerSettings settings() {
    LearnerSettings settings = LearnerSettings.DEFAULT;
    if (repeats) {
      settings = SettingByName.with(settings, "maxConsumed", "0");
    }
    for (Map.Entry<String, String> change : changes.entrySet()) {
      settings = SettingByName.with(settings, change.getKey(), change.getValue());
    }
    if (rank != null) {
      settings = SettingByName.with(settings, "rank", rank.toString());
    }
    return settings;
  }

  private List<String> baselines() {
    return compare.stream()
        .flatMap(name -> name.equals("all") ? Baselines.NAMES.stream() : Stream.of(name))
        .peek(Baselines::requireKnown)
        .distinct()
        .toList();
  }

  private String protocol() {
    String name = split == null ? "prequential" : "split " + split;
    String again = repeats ? " with repeats" : "";
    String side = learners == 1 ? "" : ", %d learners %,d events apart".formatted(learners, delay);
    return name + again + (shuffleTies ? ", ties shuffled" : "") + side;
  }

  private void print(EvaluationReport report) {
    PrintWriter out = Output.of(spec);
    if (form.json) {
      report.printJson(out);
    } else if (form.csv) {
      report.printCsv(out);
    } else {
      report.printText(out);
    }
  }
}
