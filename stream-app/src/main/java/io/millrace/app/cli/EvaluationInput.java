package io.millrace.app.cli;

import io.millrace.model.evaluation.EventLog;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Rejection;
import io.millrace.producer.EventSource;
import io.millrace.producer.SourcedEvent;
import io.millrace.producer.format.EventFiles;
import io.millrace.producer.format.MalformedLine;
import io.millrace.producer.format.ReadOptions;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files of events, read whole. What cannot be used is left out, counted and reported.
final class EvaluationInput {
  private final ReadOptions options;
  private final EventWeights weights;
  private final PrintWriter err;
  private final EventLog log = new EventLog();
  private long malformed;
  private long dropped;
  private long unknownTypes;
  private @Nullable String firstUnknownType;
  private long notFinite;
  private @Nullable MalformedLine firstNotFinite;

  private EvaluationInput(ReadOptions options, EventWeights weights, PrintWriter err) {
    this.options = options;
    this.weights = weights;
    this.err = err;
  }

  /// The events of all files by time; those of equal time keep the order of files and lines.
  ///
  /// @throws IllegalArgumentException if there is no event that can be learned
  static EventLog read(
      List<String> files, ReadOptions options, EventWeights weights, PrintWriter err) {
    var input = new EvaluationInput(options, weights, err);
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
      log.add(event.userId(), event.itemId(), weights.of(event), timeMillis);
    } catch (InvalidEventException unknownType) {
      if (unknownTypes++ == 0) {
        firstUnknownType = unknownType.getMessage();
      }
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
    if (firstUnknownType != null) {
      err.printf("%,d events left out: %s%n", unknownTypes, firstUnknownType);
    }
    err.flush();
  }
}
