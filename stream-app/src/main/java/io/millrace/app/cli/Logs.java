package io.millrace.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.slf4j.LoggerFactory;

/// How much goes to the log, on standard error. Unless told otherwise almost nothing does: commands
/// tell of their own failures, in one line.
final class Logs {
  private static final String OURS = "io.millrace";
  private static final String KAFKA = "org.apache.kafka";

  /// What warns again and again of what is told otherwise.
  private static final List<String> REPEATING =
      List.of(
          // Of each partition, whenever an instance joins or leaves, that one has no standby.
          "org.apache.kafka.streams.processor.internals.assignment.DefaultStandbyTaskAssignor",
          // With a stack trace, of a failure that callers get too.
          "org.apache.kafka.streams.processor.internals.ClientUtils",
          // Of each client, several times a second, that no broker can be reached. BrokerSilence
          // says it once a minute. That a login is refused is an error, which is still told.
          "org.apache.kafka.clients.NetworkClient");

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
    if (!((Logger) LoggerFactory.getLogger(OURS)).isDebugEnabled()) {
      for (String name : REPEATING) {
        ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.ERROR);
      }
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
