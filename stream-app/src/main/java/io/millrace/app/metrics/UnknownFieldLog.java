package io.millrace.app.metrics;

import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.UnknownFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the fields that nobody knows in the records of one topic, and says once a minute at most
/// how many came and what some are called: a misspelt name loses what stands in it. Safe for any
/// number of threads.
public final class UnknownFieldLog implements UnknownFields {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownFieldLog.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MAX_NAMES = 5;
  private static final int MAX_NAME_CHARS = 64;

  private final String topic;
  private final Runnable counter;
  private final LongSupplier nanoTime;
  private final Set<String> names = new LinkedHashSet<>(); // since the last line
  private long count; // since the last line
  private boolean told;
  private long toldNanos;

  /// What a line says.
  record Told(long count, List<String> names) {}

  /// @param topic by its role
  /// @param counter is run for each field
  /// @param nanoTime a clock that does not jump
  public UnknownFieldLog(String topic, Runnable counter, LongSupplier nanoTime) {
    this.topic = topic;
    this.counter = counter;
    this.nanoTime = nanoTime;
  }

  @Override
  public void found(String name, Supplier<InvalidEventException> fault) {
    found(name);
  }

  /// A record had a field that nobody knows.
  public void found(String name) {
    counter.run();
    Told line = take(name);
    if (line != null) {
      LOG.warn(
          "{} unknown fields in records of topic {}, which have no effect, such as {}. Fields of your"
              + " own go into 'attributes'",
          line.count(),
          topic,
          String.join(", ", line.names()));
    }
  }

  /// Notes a field.
  ///
  /// @return what to say, null for nothing yet
  synchronized @Nullable Told take(String name) {
    count++;
    if (names.size() < MAX_NAMES) {
      // A line end in a name must not look like a line of the log.
      String plain = name.replaceAll("[^\\p{L}\\p{N}\\p{P}\\p{S} ]", "?");
      names.add("'" + plain.substring(0, Math.min(plain.length(), MAX_NAME_CHARS)) + "'");
    }
    long now = nanoTime.getAsLong();
    if (told && now - toldNanos < PAUSE.toNanos()) {
      return null;
    }
    var line = new Told(count, new ArrayList<>(names));
    told = true;
    toldNanos = now;
    count = 0;
    names.clear();
    return line;
  }
}
