package io.millrace.app.run;

import java.util.Map;
import java.util.TreeMap;

/// How the instances of an application share its partitions.
///
/// @param standbys copies of each partition that other instances keep, 0 to 10
/// @param protocol by which instances join
/// @param sessionTimeoutMillis after which a silent instance counts as dead, 1,000 to 300,000, or
///   [#SHORTEST_SESSION]; with [Protocol#STREAMS] a broker with Kafka's defaults takes 45,000 to
///   60,000 only
/// @param drainMillis for which an instance that is to stop goes on answering, and says that it is
///   not ready, so that whoever shares out requests sends none here any more; 0 to 60,000
/// @param streamsConfig further settings of Kafka Streams, which go before Millrace's own
public record GroupSettings(
    int standbys,
    Protocol protocol,
    int sessionTimeoutMillis,
    int drainMillis,
    Map<String, String> streamsConfig) {
  /// The shortest session that the broker allows, from [#MIN_SESSION_MILLIS] on.
  public static final int SHORTEST_SESSION = 0;

  /// Shorter ones take a pause of the garbage collector for a death.
  static final int MIN_SESSION_MILLIS = 3_000;

  public static final int DEFAULT_STANDBYS = 1;

  /// Who decides which instance has which partitions.
  public enum Protocol {
    /// The instances, by the classic group protocol.
    CLASSIC,
    /// The broker, by the protocol of KIP-1071.
    STREAMS
  }

  /// @throws IllegalArgumentException naming the setting and its value if it is out of range
  public GroupSettings {
    AppSettings.requireRange("standbys", standbys, 0, 10);
    if (sessionTimeoutMillis != SHORTEST_SESSION) {
      AppSettings.requireRange("session-timeout", sessionTimeoutMillis, 1_000, 300_000);
    }
    AppSettings.requireRange("drain", drainMillis, 0, 60_000);
    streamsConfig = Map.copyOf(new TreeMap<>(streamsConfig));
  }

  /// A group of one instance, which needs no copies.
  public static GroupSettings alone(int sessionTimeoutMillis) {
    return new GroupSettings(0, Protocol.CLASSIC, sessionTimeoutMillis, 0, Map.of());
  }
}
