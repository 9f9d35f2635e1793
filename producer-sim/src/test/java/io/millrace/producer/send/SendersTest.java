package io.millrace.producer.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Interaction;
import io.millrace.model.event.ItemDetails;
import io.millrace.producer.SourcedEvent;
import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.json.ItemJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SendersTest {
  private final MockProducer<byte[], byte[]> kafka = producer(false);
  private final EventSender sender = new EventSender(kafka, "interactions", "f00d");

  @Test
  void anEventGoesUnderItsUserWithItsPlaceInTheSource() {
    Interaction event = Interaction.of("ü", "i").at(881_250_949_000L);
    sender.send(new SourcedEvent(7, event));
    sender.flush();

    ProducerRecord<byte[], byte[]> record = kafka.history().getFirst();
    assertThat(record.topic()).isEqualTo("interactions");
    assertThat(new String(record.key(), UTF_8)).isEqualTo("ü");
    assertThat(InteractionJson.parse(record.value())).isEqualTo(event);
    assertThat(record.timestamp()).isNull();
    assertThat(SourceHeaders.position(record.headers(), "f00d")).isEqualTo(7);
    assertThat(SourceHeaders.position(record.headers(), "beef")).isEqualTo(-1);
  }

  @Test
  void anItemGoesUnderItsId() {
    ItemDetails details = ItemDetails.of("Alien", List.of("Horror"));
    try (var items = new ItemSender(kafka, "items")) {
      items.send("i", details);
      items.flush();
      assertThat(items.acknowledged()).isEqualTo(1);
    }
    ProducerRecord<byte[], byte[]> record = kafka.history().getFirst();
    assertThat(record.topic()).isEqualTo("items");
    assertThat(new String(record.key(), UTF_8)).isEqualTo("i");
    assertThat(ItemJson.parse(record.value())).isEqualTo(details);
  }

  @Test
  void onlyAcknowledgedEventsCountAsSuch() {
    send(0);
    send(1);
    kafka.completeNext();
    assertThat(sender.sent()).isEqualTo(2);
    assertThat(sender.acknowledged()).isEqualTo(1);
    sender.flush();
    assertThat(sender.acknowledged()).isEqualTo(2);
  }

  @Test
  void whereEachAcknowledgedEventWasPutIsTold() {
    List<String> places = new ArrayList<>();
    var telling =
        new EventSender(
            kafka,
            "interactions",
            "f00d",
            (partition, offset) -> places.add(partition + ":" + offset));
    for (int position = 0; position < 3; position++) {
      telling.send(new SourcedEvent(position, Interaction.of("u", "i")));
    }
    kafka.completeNext();
    kafka.completeNext();
    kafka.errorNext(new TimeoutException("too late"));
    assertThat(places).containsExactly("0:0", "0:1");
  }

  @Test
  void theFirstFailureIsThrownFromEveryLaterCall() {
    send(0);
    send(1);
    send(2);
    kafka.completeNext();
    kafka.errorNext(new TimeoutException("too late"));
    kafka.errorNext(new TimeoutException("later still"));
    List<Runnable> calls = List.of(() -> send(3), sender::flush, sender::close);
    for (Runnable call : calls) {
      assertThatExceptionOfType(SendFailedException.class)
          .isThrownBy(call::run)
          .withMessage(
              "sending to topic 'interactions' failed after 1 acknowledged records: too late");
    }
  }

  @Test
  void nothingGetsInBehindAFailure() {
    send(0);
    kafka.errorNext(new TimeoutException("too late"));
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void aFailureDuringTheFlushIsThrownFromIt() {
    var failing =
        new MockProducer<byte[], byte[]>(
            false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            errorNext(new TimeoutException("too late"));
          }
        };
    var doomed = new EventSender(failing, "interactions", "f00d");
    doomed.send(new SourcedEvent(0, Interaction.of("u", "i")));
    assertThatExceptionOfType(SendFailedException.class).isThrownBy(doomed::flush);
  }

  @Test
  void aRecordThatKafkaRefusesAtOnceIsAFailure() {
    kafka.sendException = new TimeoutException("no metadata");
    assertThatExceptionOfType(SendFailedException.class)
        .isThrownBy(() -> send(0))
        .withMessageEndingWith("no metadata");
  }

  @Test
  void aFailureIsNotLostWhenTheSenderIsOnlyClosed() {
    assertThatExceptionOfType(SendFailedException.class)
        .isThrownBy(
            () -> {
              try (var closing = new EventSender(kafka, "interactions", "f00d")) {
                closing.send(new SourcedEvent(0, Interaction.of("u", "i")));
                kafka.errorNext(new TimeoutException("too late"));
              }
            });
  }

  @Test
  void producersLoseAndReorderNothingUnlessTheyAreToldTo() {
    assertThat(Producers.properties("host:1", Map.of(ProducerConfig.LINGER_MS_CONFIG, 0)))
        .containsEntry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "host:1")
        .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
        .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
        .containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1)
        .containsEntry(ProducerConfig.LINGER_MS_CONFIG, 0);
    // Kafka checks the combination when the producer is built; no broker is needed for that.
    Producers.create("localhost:1", Map.of()).close(Duration.ZERO);
  }

  private void send(long position) {
    sender.send(new SourcedEvent(position, Interaction.of("u", "i")));
  }

  static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
