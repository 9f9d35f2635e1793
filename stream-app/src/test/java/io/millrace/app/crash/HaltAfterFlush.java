package io.millrace.app.crash;

import io.millrace.app.topology.StoredPosition;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Ends the process as a kill -9 would, at the worst moment: everything that a commit writes has
/// reached the broker, and the commit itself has not.
public final class HaltAfterFlush implements ProducerInterceptor<byte[], byte[]> {
  /// Name of the setting that says at which commit.
  static final String COMMIT = "millrace.halt.at.commit";

  private static final String LAST_TOPIC = "-items-changelog";
  static final int KILLED = 137;

  private int commitsLeft;
  private int unacknowledged;

  @Override
  public void configure(Map<String, ?> config) {
    commitsLeft = Integer.parseInt(String.valueOf(config.get(COMMIT)));
  }

  @Override
  public synchronized ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    unacknowledged++;
    // The last that is written before a commit.
    if (StoredPosition.isKey(record.key()) && record.topic().endsWith(LAST_TOPIC)) {
      commitsLeft--;
    }
    return record;
  }

  @Override
  public synchronized void onAcknowledgement(
      @Nullable RecordMetadata metadata, @Nullable Exception failure) {
    unacknowledged--;
    if (commitsLeft <= 0 && unacknowledged == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
