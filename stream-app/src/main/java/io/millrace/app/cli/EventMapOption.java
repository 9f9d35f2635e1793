package io.millrace.app.cli;

import io.millrace.producer.mapping.Mapping;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Mappings that requests with events may name.
final class EventMapOption {
  @Option(
      names = "--event-map",
      split = ",",
      paramLabel = "NAME=FILE",
      defaultValue = "${env:MILLRACE_EVENT_MAP:-" + Option.NULL_VALUE + "}",
      description =
          "A mapping by which POST /v1/events?map=NAME takes events of other shapes; repeatable, or"
              + " several with commas between (env MILLRACE_EVENT_MAP).")
  private @Nullable Map<String, Path> files;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /// @throws ParameterException if one makes something else than events
  Map<String, Mapping> mappings() {
    Map<String, Mapping> mappings = new LinkedHashMap<>();
    if (files != null) {
      files.forEach((name, file) -> mappings.put(name, load(file)));
    }
    return mappings;
  }

  private Mapping load(Path file) {
    Mapping mapping = Mapping.load(file);
    if (mapping.target() != Mapping.Target.INTERACTIONS) {
      throw new ParameterException(
          Output.commandLine(spec),
          "--event-map names '%s', whose target is %s: it must make interactions"
              .formatted(file, mapping.target().name().toLowerCase(Locale.ROOT)));
    }
    return mapping;
  }
}
