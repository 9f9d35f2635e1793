package io.millrace.app.cli;

import java.util.Properties;

/// The threads that run virtual threads, on which requests are answered.
///
/// The system shares processors among threads alike. The JDK's own number of these, one a
/// processor, would get a small part of a machine on which learning, Kafka's clients and compilers
/// have more threads that want to run, and requests would queue for seconds behind a busy start or
/// another instance's death (docs/decisions/0013).
final class Carriers {
  static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final int A_PROCESSOR = 2;

  private Carriers() {}

  /// Sets how many there are, unless the user has. Must come before the first virtual thread.
  static void set() {
    set(System.getProperties(), Runtime.getRuntime().availableProcessors());
  }

  static void set(Properties properties, int processors) {
    properties.putIfAbsent(PARALLELISM, Integer.toString(A_PROCESSOR * processors));
  }
}
