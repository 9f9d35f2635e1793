package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class LostTransactionsTest {
  private final StreamsException lostOne =
      new StreamsException("while committing", new InvalidTxnStateException("ended by another"));

  private final LostTransactions lost = new LostTransactions();

  private boolean mayReplace(Throwable failure, int second) {
    return lost.mayReplace(failure, TimeUnit.SECONDS.toNanos(second));
  }

  @Test
  void onlyALostTransactionIsMadeUpForByAnotherThread() {
    assertThat(mayReplace(lostOne, 0)).isTrue();
    assertThat(mayReplace(new ProducerFencedException("fenced"), 0)).isTrue();
    assertThat(mayReplace(new StreamsException(new RecordTooLargeException("2 MB")), 0)).isFalse();
    assertThat(mayReplace(new IllegalStateException("a fault of ours"), 0)).isFalse();
  }

  @Test
  void threadsThatDieOfItAgainAndAgainAreNotReplaced() {
    for (int i = 0; i < 10; i++) {
      assertThat(mayReplace(lostOne, i)).isTrue();
    }
    assertThat(mayReplace(lostOne, 10)).isFalse();
    assertThat(mayReplace(lostOne, 60)).isFalse();
    assertThat(mayReplace(lostOne, 61)).as("the first is forgotten").isTrue();
  }
}
