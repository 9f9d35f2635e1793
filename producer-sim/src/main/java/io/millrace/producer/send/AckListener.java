package io.millrace.producer.send;

/// Hears where Kafka has put each record that it acknowledged.
@FunctionalInterface
public interface AckListener {
  /// Called on a thread of the producer, which must not wait. Offsets of a partition ascend.
  void acknowledged(int partition, long offset);
}
