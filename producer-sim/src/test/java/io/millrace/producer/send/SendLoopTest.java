package io.millrace.producer.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.event.Interaction;
import io.millrace.producer.json.InteractionJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class SendLoopTest {
  private static final int PARTITIONS = 3;

  private final MockProducer<byte[], byte[]> kafka = SendersTest.producer(true);
  private final ManualClock clock = new ManualClock();
  private final List<SendCounts> progress = new ArrayList<>();
  private final SendPlan plan = SendPlan.unlimited(ResumePoints.none(PARTITIONS));

  @Test
  void everyEventIsSentInOrder() throws InterruptedException {
    assertThat(loop(events(5), plan).run()).isEqualTo(new SendCounts(5, 0, 3));
    assertThat(sentItems()).containsExactly("i0", "i1", "i2", "i3", "i4");
    assertThat(progress).last().isEqualTo(new SendCounts(5, 0, 3));
    assertThat(clock.sleptMillis()).isZero();
  }

  @Test
  void anInterruptedRunIsContinuedWithoutGapsOrRepeats() throws InterruptedException {
    List<Interaction> events = events(100);
    loop(events, plan.withMaxEvents(40)).run();
    long[] lastPositions = {-1, -1, -1};
    for (ProducerRecord<byte[], byte[]> record : kafka.history()) {
      int partition = Utils.toPositive(Utils.murmur2(record.key())) % PARTITIONS;
      lastPositions[partition] = SourceHeaders.position(record.headers(), "f00d");
    }
    SendPlan rest = SendPlan.unlimited(new ResumePoints(lastPositions));
    assertThat(loop(events, rest).run()).isEqualTo(new SendCounts(60, 40, 3));
    assertThat(sentItems())
        .containsExactlyElementsOf(events.stream().map(Interaction::itemId).toList());
  }

  @Test
  void skippedEventsNeitherCountNorTakeTime() throws InterruptedException {
    SendPlan rest =
        SendPlan.unlimited(new ResumePoints(new long[] {89, 89, 89}))
            .withPacing(new Pacing.PerSecond(10))
            .withMaxEvents(5);
    assertThat(loop(events(100), rest).run()).isEqualTo(new SendCounts(5, 90, 3));
    assertThat(clock.sleptMillis()).isEqualTo(400);
  }

  @Test
  void aRateIsKept() throws InterruptedException {
    loop(events(101), plan.withPacing(new Pacing.PerSecond(20))).run();
    assertThat(clock.sleptMillis()).isEqualTo(5_000);
    assertThat(progress).hasSizeBetween(20, 27);
  }

  @Test
  void timeIsCompressed() throws InterruptedException {
    List<Interaction> events =
        List.of(
            Interaction.of("u", "a").at(1_000_000),
            Interaction.of("u", "b").at(1_060_000),
            Interaction.of("u", "c"));
    loop(events, plan.withPacing(new Pacing.SpeedUp(60))).run();
    assertThat(clock.sleptMillis()).isEqualTo(1_000);
    assertThat(kafka.history()).hasSize(3);
  }

  @Test
  void noMoreEventsAreUnderWayThanAllowed() throws InterruptedException {
    // Downstream handles one event every 10 ms.
    SendPlan bounded =
        plan.withBackpressure(
            4,
            () -> {
              long handled = Math.min(clock.sleptMillis() / 10, kafka.history().size());
              assertThat(kafka.history().size() - handled).isLessThanOrEqualTo(4);
              return handled;
            });
    loop(events(20), bounded).run();
    assertThat(kafka.history()).hasSize(20);
    assertThat(clock.sleptMillis()).isEqualTo(160);
  }

  @Test
  void aStopEndsEveryKindOfWaiting() throws InterruptedException {
    for (SendPlan waiting :
        List.of(plan.withPacing(new Pacing.PerSecond(0.001)), plan.withBackpressure(1, () -> 0L))) {
      kafka.clear();
      var loop = new SendLoop[1];
      var stopping =
          new SendClock() {
            @Override
            public long nanoTime() {
              return clock.nanoTime();
            }

            @Override
            public void sleep(long nanos) {
              clock.sleep(nanos);
              loop[0].stop();
            }
          };
      loop[0] = loop(events(3), waiting, stopping);
      assertThat(loop[0].run().sent()).isEqualTo(1);
      assertThat(kafka.history()).hasSize(1);
    }
  }

  @Test
  void theRunEndsWithEveryEventAcknowledgedOrFails() throws InterruptedException {
    var slow = SendersTest.producer(false);
    var sender = new EventSender(slow, "interactions", "f00d");
    new SendLoop(new ListSource(events(5)), sender, plan, clock, progress::add).run();
    assertThat(sender.acknowledged()).isEqualTo(5);

    var failing = SendersTest.producer(false);
    var loop =
        new SendLoop(
            new ListSource(events(5)),
            new EventSender(failing, "interactions", "f00d"),
            plan,
            clock,
            counts -> failing.errorNext(new TimeoutException("too late")));
    assertThatExceptionOfType(SendFailedException.class).isThrownBy(loop::run);
  }

  @Test
  void boundsAreChecked() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> plan.withMaxEvents(-1))
        .withMessage("maxEvents is -1, which is below 0");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> plan.withBackpressure(0, () -> 0))
        .withMessage("maxUnhandled is 0, which is below 1");
  }

  private SendLoop loop(List<Interaction> events, SendPlan chosen) {
    return loop(events, chosen, clock);
  }

  private SendLoop loop(List<Interaction> events, SendPlan chosen, SendClock chosenClock) {
    var sender = new EventSender(kafka, "interactions", "f00d");
    return new SendLoop(new ListSource(events), sender, chosen, chosenClock, progress::add);
  }

  private List<String> sentItems() {
    return kafka.history().stream()
        .map(record -> InteractionJson.parse(record.value()))
        .map(Interaction::itemId)
        .toList();
  }

  private static List<Interaction> events(int count) {
    return IntStream.range(0, count).mapToObj(i -> Interaction.of("u" + i % 17, "i" + i)).toList();
  }
}
