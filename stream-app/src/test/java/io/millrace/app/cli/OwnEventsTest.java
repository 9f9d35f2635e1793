package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnEventsTest {
  private final long[] next = {-1, -1}; // by partition
  private final OwnEvents own = new OwnEvents(partition -> next[partition]);

  @Test
  void anEventIsHandledOnceItsPartitionIsPastIt() {
    own.acknowledged(0, 5);
    own.acknowledged(0, 6);
    own.acknowledged(1, 5);
    assertThat(own.handled()).isZero();
    next[0] = 5;
    assertThat(own.handled()).isZero();
    next[0] = 6;
    assertThat(own.handled()).isEqualTo(1);
    next[0] = 7;
    next[1] = 6;
    assertThat(own.handled()).isEqualTo(3);
  }

  @Test
  void eventsOfOthersCountForNothing() {
    own.acknowledged(0, 2);
    own.acknowledged(0, 1_000);
    next[0] = 1_000;
    next[1] = 5_000;
    assertThat(own.handled()).isEqualTo(1);
  }

  @Test
  void whatIsHandledBeforeItIsAcknowledgedCountsFromThen() {
    next[0] = 9;
    assertThat(own.handled()).isZero();
    own.acknowledged(0, 8);
    assertThat(own.handled()).isEqualTo(1);
  }

  @Test
  void whatWasHandledStaysSoWhileAPartitionMoves() {
    own.acknowledged(0, 0);
    own.acknowledged(0, 1);
    next[0] = 1;
    assertThat(own.handled()).isEqualTo(1);
    next[0] = -1;
    assertThat(own.handled()).isEqualTo(1);
    next[0] = 2;
    assertThat(own.handled()).isEqualTo(2);
  }
}
