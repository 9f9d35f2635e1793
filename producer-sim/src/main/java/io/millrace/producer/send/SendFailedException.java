package io.millrace.producer.send;

/// Kafka did not take a record. Those behind it may be lost too: send again from a resume point.
public final class SendFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SendFailedException(String topic, long acknowledged, Throwable cause) {
    super(
        "sending to topic '"
            + topic
            + "' failed after "
            + acknowledged
            + " acknowledged records: "
            + cause.getMessage(),
        cause);
  }
}
