package io.millrace.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// How much goes to the log, on standard error. Unless told otherwise almost nothing does: commands
/// tell of their own failures, in one line.
final class Logs {
  private static final String OURS = "io.millrace";
  private static final String KAFKA = "org.apache.kafka";
  private static final String STANDBYS =
      "org.apache.kafka.streams.processor.internals.assignment.DefaultStandbyTaskAssignor";

  private Logs() {}

  /// For a service that starts. Kafka's clients stay silent: why they cannot connect is told in one
  /// line when it is given up.
  static void starting() {
    raise(OURS, Level.INFO);
  }

  /// For a service that runs unattended.
  static void service() {
    raise(OURS, Level.INFO);
    raise(KAFKA, Level.WARN);
    raise(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.WARN);
    // Says of each partition, whenever an instance joins or leaves, that one instance has no
    // standby.
    if (!((Logger) LoggerFactory.getLogger(OURS)).isDebugEnabled()) {
      ((Logger) LoggerFactory.getLogger(STANDBYS)).setLevel(Level.ERROR);
    }
  }

  /// For finding out what is wrong.
  static void verbose() {
    raise(OURS, Level.DEBUG);
    raise(KAFKA, Level.INFO);
    raise(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.INFO);
  }

  /// Never lowers: a service may be verbose too.
  private static void raise(String name, Level level) {
    Logger logger = (Logger) LoggerFactory.getLogger(name);
    Level current = logger.getEffectiveLevel();
    if (level.toInt() < current.toInt()) {
      logger.setLevel(level);
    }
  }
}
