package io.millrace.app.run;

/// What the broker says at the start.
///
/// @param partitions of the topic of interactions
/// @param sessionMillis after which a silent instance counts as dead, by the classic protocol
record Cluster(int partitions, int sessionMillis) {

  /// Checks the topics that events, items and users come from.
  ///
  /// @throws StartException if one is missing or does not fit, or the cluster does not answer
  static Cluster of(Topics topics) throws InterruptedException {
    try {
      int partitions = topics.requireInputs();
      topics.requireUsers(partitions);
      return new Cluster(partitions, topics.sessionMillis());
    } catch (StartException failed) {
      if (Thread.interrupted()) {
        throw new InterruptedException(failed.getMessage());
      }
      throw failed;
    }
  }
}
