package io.millrace.app.cli;

import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Interaction;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import io.millrace.producer.format.EventFiles;
import io.millrace.producer.format.MalformedLine;
import io.millrace.producer.format.ReadOptions;
import io.millrace.producer.format.Understood;
import io.millrace.producer.format.UnreadableFileException;
import io.millrace.producer.mapping.InvalidMappingException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Tells how a file of events is read, and what is in it.
@Command(
    name = "inspect",
    description = "Show how a file of events is understood, and what is in it.")
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Any file of events; - for standard input.")
  private String file = "";

  @Mixin private FileOptions fileOptions = new FileOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Output.of(spec);
    PrintWriter err = Output.errorOf(spec);
    try {
      Inspection inspection = inspect(err);
      if (json) {
        inspection.printJson(out);
      } else {
        inspection.printText(out, command());
      }
      out.flush();
      return ExitCode.OK;
    } catch (UnreadableFileException | InvalidMappingException wrong) {
      err.println("millrace: " + wrong.getMessage());
      err.flush();
      return ExitCode.USAGE;
    }
  }

  private Inspection inspect(PrintWriter err) {
    ReadOptions said = fileOptions.events(err);
    List<Understood> understood = new ArrayList<>();
    var options = new ReadOptions(said.file(), said.flags(), understood::add);
    var inspection = new Inspection(EventWeights.DEFAULT);
    List<MalformedLine> malformed = new ArrayList<>();
    try (EventSource source =
        EventFiles.open(
            file,
            System.in,
            options,
            line -> {
              if (malformed.size() < Inspection.SHOWN) {
                malformed.add(line);
              }
            })) {
      for (SourcedEvent next = source.next(); next != null; next = source.next()) {
        Interaction event = next.interaction();
        inspection.add(event);
      }
      inspection.end(understood.getFirst(), source.malformed(), source.dropped(), malformed);
    }
    return inspection;
  }

  /// The arguments as they were given, for the command to go on with.
  private String command() {
    List<String> given = new ArrayList<>(Output.commandLine(spec).getParseResult().originalArgs());
    given.remove("inspect");
    given.removeIf(argument -> argument.equals("--json"));
    return given.stream().map(InspectCommand::quoted).reduce((a, b) -> a + " " + b).orElse(file);
  }

  private static String quoted(String argument) {
    return argument.matches("[\\w./:=,@%+-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
