package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.item.ItemMatrix;
import io.millrace.model.item.ItemPart;
import io.millrace.model.item.MarkRow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Partition 0 owns every item, and lets go of one.
class MarkWatchTest {
  private final ItemMatrix matrix = new ItemMatrix(2, 2, 1, 0.1f);
  private final ItemPart owner = matrix.newAttachedPart(0);
  private final AtomicLong nanos = new AtomicLong();
  private boolean answered = true;
  private final MarkWatch watch = new MarkWatch(matrix, 2, () -> answered, nanos::get);

  @BeforeEach
  void letGo() {
    matrix.activate(owner);
    matrix.intern("book");
    matrix.life().delete(owner, "book", 0);
  }

  private void lookLater(Duration time) {
    watch.run();
    nanos.addAndGet(time.toNanos());
    watch.run();
  }

  @Test
  void aTaskThatIsHereHasTime() {
    assertThatCode(() -> lookLater(MarkWatch.PATIENCE.multipliedBy(2))).doesNotThrowAnyException();
  }

  @Test
  void whatTheNewOwnerTellsTooIsWell() {
    matrix.deactivate(owner);
    watch.run();
    matrix.log().commitMark(0, "book", new MarkRow(1, true));
    assertThatCode(() -> lookLater(MarkWatch.PATIENCE.multipliedBy(2))).doesNotThrowAnyException();
  }

  @Test
  void aTaskThatComesBackHasTimeAnew() {
    matrix.deactivate(owner);
    lookLater(MarkWatch.PATIENCE);
    matrix.activate(owner);
    watch.run();
    matrix.deactivate(owner);
    assertThatCode(() -> lookLater(MarkWatch.PATIENCE)).doesNotThrowAnyException();
  }

  @Test
  void whatNobodyElseLetGoEndsTheInstance() {
    matrix.deactivate(owner);
    assertThatThrownBy(() -> lookLater(MarkWatch.PATIENCE.plusSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("partition 0", "start this one again");
  }

  @Test
  void withoutABrokerNothingCanBeConfirmed() {
    matrix.deactivate(owner);
    answered = false;
    assertThatCode(() -> lookLater(MarkWatch.PATIENCE.multipliedBy(2))).doesNotThrowAnyException();
    answered = true;
    assertThatCode(() -> lookLater(MarkWatch.PATIENCE)).doesNotThrowAnyException();
  }
}
