package io.millrace.app.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.streams.StreamsConfig;

/// How each Kafka client is set up, with reasons.
public final class KafkaConfigs {
  /// Longer than a commit may be away and take. Restores do not wait for it: transactions that a
  /// killed instance left are ended by [AbandonedTransactions].
  private static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

  /// For which a task that has something to write waits for a broker, and answers from what it has
  /// learned meanwhile. Past it Streams empties its stores, to restore them from a broker that is
  /// not there; past Kafka's own, a minute, instances ended.
  private static final int OUTAGE_MILLIS = 86_400_000;

  /// A commit writes thousands of rows at once: a request for every few of them would cost as much
  /// as the rows.
  private static final int BATCH_BYTES = 256 * 1024;

  /// The longest that a broker allows unless told otherwise (`transaction.max.timeout.ms`).
  private static final int IMPORT_TIMEOUT_MILLIS = 900_000;

  /// A dead letter repeats a record of up to the broker's 1 MiB and adds headers.
  public static final int MAX_DEAD_LETTER_BYTES = 2 * 1024 * 1024;

  /// How much of one partition is read before the next has its turn. With Kafka's defaults a
  /// partition of a backlog runs thousands of events ahead of the others, and its events are
  /// learned from a model that has not seen what happened before: HR@10 on MovieTweetings was .223
  /// for .232.
  private static final int BACKLOG_BYTES = 32 * 1024;

  private static final int BACKLOG_RECORDS = 100;

  /// Only the commit hook's one key is ever cached.
  private static final long CACHE_BYTES = 1024 * 1024;

  private static final int MAX_WARMUP_REPLICAS = 1_000;
  private static final int PROBING_MILLIS = 60_000;

  /// The others hear of a death in answer to a heartbeat.
  private static final int MAX_HEARTBEAT_MILLIS = 500;

  /// Of offsets: what is not committed yet counts as not there. Nobody learns it before it is.
  static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

  private KafkaConfigs() {}

  static Map<String, Object> admin(AppSettings settings) {
    Map<String, Object> config = common(settings);
    // A start against an unreachable broker should say so soon.
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put("default.api.timeout.ms", 10_000);
    return config;
  }

  /// A consumer without a group that sees what is committed.
  public static Map<String, Object> feed(AppSettings settings) {
    Map<String, Object> config = common(settings);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return config;
  }

  static Map<String, Object> producer(AppSettings settings) {
    return common(settings);
  }

  /// A consumer that only names the group of the instances.
  public static Map<String, Object> group(AppSettings settings) {
    Map<String, Object> config = common(settings);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.applicationId());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return config;
  }

  /// A producer of one large transaction.
  public static Map<String, Object> importer(AppSettings settings) {
    Map<String, Object> config = common(settings);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.applicationId() + "-import");
    config.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, IMPORT_TIMEOUT_MILLIS);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    return config;
  }

  /// Refuses commits further apart than a transaction may last. Streams would too, but only once
  /// the topics are checked and the feeds are read, and without naming our settings.
  ///
  /// @param commitIntervalMillis unless the settings of Streams say otherwise
  /// @param streamsConfig which goes before Millrace's own
  /// @throws IllegalArgumentException naming the setting and its value
  static void requireCommitsInTime(int commitIntervalMillis, Map<String, String> streamsConfig) {
    String guarantee =
        streamsConfig.getOrDefault(
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    if (!guarantee.strip().equals(StreamsConfig.EXACTLY_ONCE_V2)) {
      return; // no transactions
    }
    String interval = StreamsConfig.COMMIT_INTERVAL_MS_CONFIG;
    String timeout = StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    long between = millis(streamsConfig, interval, commitIntervalMillis);
    long longest = millis(streamsConfig, timeout, TRANSACTION_TIMEOUT_MILLIS);
    if (between > longest) {
      throw new IllegalArgumentException(
          "%s is %d, but must be at most %d, the milliseconds that a transaction may last: set --streams-config %s=N to no more, or --streams-config %s=N to no less"
              .formatted(
                  streamsConfig.containsKey(interval) ? interval : "commit-interval",
                  between,
                  longest,
                  interval,
                  timeout));
    }
  }

  private static long millis(Map<String, String> streamsConfig, String name, long otherwise) {
    String value = streamsConfig.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException noNumber) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be a whole number of milliseconds".formatted(name, value),
          noNumber);
    }
  }

  /// @param port on which this instance answers, 0 if it does not
  /// @param sessionMillis after which a silent instance counts as dead
  static Properties streams(AppSettings settings, int port, int sessionMillis) {
    Properties config = new Properties();
    config.putAll(settings.clientConfig());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    if (port > 0) {
      config.put(StreamsConfig.APPLICATION_SERVER_CONFIG, settings.address(port));
    }
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitIntervalMillis());
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    putGroup(config, settings.group(), sessionMillis);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        BACKLOG_BYTES);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), BACKLOG_RECORDS);
    config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BACKLOG_RECORDS);
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        TRANSACTION_TIMEOUT_MILLIS);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), OUTAGE_MILLIS);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        MAX_DEAD_LETTER_BYTES);
    config.putAll(settings.group().streamsConfig());
    return config;
  }

  private static void putGroup(Properties config, GroupSettings group, int sessionMillis) {
    if (group.protocol() == GroupSettings.Protocol.STREAMS) {
      config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
      return; // The rest are configs of the group; see GroupConfigs.
    }
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, group.standbys());
    // How long it may take until an instance that joined gets work: all of its partitions may be
    // restored at the same time, and whether they are is looked at as often as Streams allows.
    config.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, MAX_WARMUP_REPLICAS);
    config.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MILLIS);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), sessionMillis);
    config.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        heartbeatMillis(sessionMillis));
  }

  static int heartbeatMillis(int sessionMillis) {
    return Math.min(MAX_HEARTBEAT_MILLIS, sessionMillis / 3);
  }

  /// Settings of the changelogs: compacted soon and in small segments, so that a restore reads
  /// little more than the newest value of each key.
  static Map<String, String> changelogTopic() {
    return Map.of(
        "cleanup.policy",
        "compact",
        "segment.bytes",
        Integer.toString(64 * 1024 * 1024),
        "min.cleanable.dirty.ratio",
        "0.3",
        "max.compaction.lag.ms",
        Long.toString(Duration.ofMinutes(10).toMillis()));
  }

  static Map<String, String> modelsTopic() {
    return Map.of("cleanup.policy", "compact");
  }

  static Map<String, String> deadLetterTopic() {
    return Map.of("max.message.bytes", Integer.toString(MAX_DEAD_LETTER_BYTES));
  }

  /// What is in it is read within a second, or once the instances are back. The broker sets the
  /// times, since those of a history that is learned anew would be too old to be kept.
  static Map<String, String> mergesTopic() {
    return Map.of(
        "retention.ms",
        Long.toString(Duration.ofDays(7).toMillis()),
        "segment.ms",
        Long.toString(Duration.ofDays(1).toMillis()),
        "message.timestamp.type",
        "LogAppendTime",
        "max.message.bytes",
        Integer.toString(MAX_DEAD_LETTER_BYTES));
  }

  /// Everything is kept by default, so that a model can be learned anew.
  static Map<String, String> interactionsTopic() {
    return Map.of("retention.ms", "-1");
  }

  static Map<String, String> usersTopic() {
    return Map.of("cleanup.policy", "compact");
  }

  static Map<String, String> itemsTopic() {
    return Map.of("cleanup.policy", "compact");
  }

  private static Map<String, Object> common(AppSettings settings) {
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    return config;
  }
}
