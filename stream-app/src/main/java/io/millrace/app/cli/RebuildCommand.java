package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Rebuild;
import io.millrace.app.run.SettingByName;
import io.millrace.app.run.Until;
import io.millrace.model.learner.LearnerSettings;
import io.millrace.model.metrics.Tally;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Learns a model anew beside the running one.
@Command(
    name = "rebuild",
    description = {
      "Learn a model from the topics anew, under an application id of its own, beside the running one.",
      "What users undid or had erased since, and deleted items, leave no trace in it. 'promote' then serves it."
    })
final class RebuildCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Mixin private ClusterOptions cluster = new ClusterOptions();
  @Mixin private ClusterOptions.LearnOptions learn = new ClusterOptions.LearnOptions();

  @Option(
      names = "--into",
      paramLabel = "ID",
      description =
          "Application id of the new model (default: that of the running one and the time). One that was not finished is learned anew.")
  private @Nullable String into;

  @Option(
      names = "--until",
      paramLabel = "TIME|OFFSETS",
      description =
          "Learn what was sent up to a time, such as 2026-01-31T12:00:00Z, or up to an offset of each partition, such as 0:1000,1:900, which is the first that is not learned (default: all that is there at the start).")
  private @Nullable String until;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description =
          "A setting of the learner, such as learningRate=0.05; repeatable. The model is served with it later.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--state-dir",
      defaultValue = "${env:MILLRACE_STATE_DIR:-${sys:java.io.tmpdir}/millrace-state}",
      description =
          "For Kafka Streams' own files (env MILLRACE_STATE_DIR; default: ${DEFAULT-VALUE}).")
  private Path stateDir = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    long startNanos = System.nanoTime();
    AppSettings application = cluster.settings(learn, stateDir, "127.0.0.1", 0, "127.0.0.1");
    String id =
        into == null ? application.applicationId() + "-" + TIME.format(Instant.now()) : into;
    PrintWriter out = Output.of(spec);
    PrintWriter err = Output.errorOf(spec);
    Rebuild.Result result;
    Shutdown.handle();
    try (var progress = new RebuildProgress(err, Output.isTerminal())) {
      Rebuild rebuild = rebuild(application, id, progress);
      err.printf("learning %s from topic %s%n", id, application.interactionsTopic());
      err.flush();
      result = Shutdown.interruptibly(rebuild::run);
    } catch (InterruptedException stopped) {
      err.printf("millrace: model %s is not finished: run this again with --into %s%n", id, id);
      err.flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
    print(out, id, result, (System.nanoTime() - startNanos) / 1e9);
    return 0;
  }

  private Rebuild rebuild(AppSettings application, String id, RebuildProgress progress) {
    try {
      LearnerSettings learner = application.learner();
      for (Map.Entry<String, String> each : set.entrySet()) {
        learner = SettingByName.with(learner, each.getKey(), each.getValue());
      }
      return new Rebuild(
          application.withLearner(learner),
          id,
          until == null ? new Until.End() : Until.parse(until),
          progress);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          Output.commandLine(spec), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private static void print(PrintWriter out, String id, Rebuild.Result result, double seconds) {
    Tally tally = result.tally();
    line(out, "learned", "%,d", tally.learned());
    line(out, "rejected", "%,d", tally.rejected());
    tally
        .rejectedByReason()
        .forEach((reason, count) -> line(out, "  " + reason.label(), "%,d", count));
    tally.othersByOutcome().forEach((outcome, count) -> line(out, outcome.label(), "%,d", count));
    line(out, "users", "%,d", tally.users());
    line(out, "items", "%,d", result.items());
    line(out, "seconds", "%.1f", seconds);
    if (tally.tested() > 0) {
      line(out, "HR@10 before learning", "%.4f", tally.hitRate());
    }
    out.printf("Model %s is built. To serve it: bin/millrace promote %s%n", id, id);
    out.flush();
  }

  private static void line(PrintWriter out, String name, String format, Object value) {
    out.printf("%-22s %12s%n", name, format.formatted(value));
  }
}
