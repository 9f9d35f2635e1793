package io.millrace.app.cli;

import io.millrace.model.evaluation.EventLog;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.model.event.ValueStrengths;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import io.millrace.producer.format.EventFiles;
import io.millrace.producer.format.MalformedLine;
import io.millrace.producer.format.ReadOptions;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Files of events, read whole. What cannot be used is left out, counted and reported.
final class EvaluationInput {
  private final ReadOptions options;
  private final Choice choice;
  private final PrintWriter err;
  private final EventLog log = new EventLog();
  private long malformed;
  private long dropped;
  private final Map<Rejection, Long> faults = new EnumMap<>(Rejection.class);
  private final Map<Rejection, String> firstFaults = new EnumMap<>(Rejection.class);
  private long notFinite;
  private @Nullable MalformedLine firstNotFinite;

  /// What events teach, and which are tested.
  ///
  /// @param rules of what they teach
  /// @param tested by type: an event is tested if this is positive; of other types, if its weight
  ///   is
  record Choice(EventRules rules, ValueStrengths tested) {
    private boolean tests(Interaction event, float weight) {
      return tested.byType().containsKey(event.type()) ? tested.of(event) > 0 : weight > 0;
    }
  }

  private EvaluationInput(ReadOptions options, Choice choice, PrintWriter err) {
    this.options = options;
    this.choice = choice;
    this.err = err;
  }

  /// The events of all files by time; those of equal time keep the order of files and lines.
  ///
  /// @throws IllegalArgumentException if there is no event that can be learned
  static EventLog read(List<String> files, ReadOptions options, Choice choice, PrintWriter err) {
    var input = new EvaluationInput(options, choice, err);
    for (String file : files) {
      input.readFile(file);
    }
    input.warn();
    if (input.log.size() == 0) {
      throw new IllegalArgumentException(String.join(", ", files) + " has no usable event");
    }
    return EventOrder.byTime(input.log);
  }

  private void readFile(String file) {
    long latestMillis = Interaction.MIN_TIMESTAMP_MILLIS;
    try (EventSource source =
        EventFiles.open(file, System.in, options, Sources.reporter(err).andThen(this::notice))) {
      for (SourcedEvent next = source.next(); next != null; next = source.next()) {
        Interaction event = next.interaction();
        Long millis = event.timestampMillis();
        latestMillis = millis == null ? latestMillis : millis;
        add(event, latestMillis);
      }
      malformed += source.malformed();
      dropped += source.dropped();
    }
  }

  private void add(Interaction event, long timeMillis) {
    try {
      float weight = choice.rules().weightOf(event);
      boolean isTested = choice.tests(event, weight);
      log.add(event.userId(), event.itemId(), weight, timeMillis, isTested);
    } catch (InvalidEventException fault) {
      firstFaults.computeIfAbsent(fault.reason(), none -> String.valueOf(fault.getMessage()));
      faults.merge(fault.reason(), 1L, Long::sum);
    }
  }

  /// Tells one kind of malformed lines apart: a program wrote them so.
  private void notice(MalformedLine line) {
    if (line.kind() == Rejection.NOT_FINITE && notFinite++ == 0) {
      firstNotFinite = line;
    }
  }

  private void warn() {
    if (malformed > 0) {
      err.printf("%,d malformed lines left out%n", malformed);
    }
    if (dropped > 0) {
      err.printf("%,d events left out: the mapping drops their types%n", dropped);
    }
    if (firstNotFinite != null) {
      err.printf(
          "%,d events left out: their values are not finite, the first in line %d of %s%n",
          notFinite, firstNotFinite.lineNumber(), firstNotFinite.file());
    }
    faults.forEach(
        (reason, count) -> err.printf("%,d events left out: %s%n", count, firstFaults.get(reason)));
    err.flush();
  }
}
