package io.millrace.app.run;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;

/// Tells failures of a stream thread that only say that its transaction is over from all others.
///
/// A producer whose transaction was ended by someone else, because its process was taken for dead
/// (see [AbandonedTransactions]) or took too long, is refused. Streams knows some of these refusals
/// and joins the group anew. Of others, such as `INVALID_TXN_STATE`, the thread dies; nothing is
/// wrong but that its work has been given to others, so another thread may take its place. Whether
/// that helps shows soon: where threads die of it again and again it is refused.
public final class LostTransactions {
  private static final int MAX_IN_PERIOD = 10;
  private static final long PERIOD_NANOS = 60_000_000_000L;

  private final Deque<Long> replacedNanos = new ArrayDeque<>();

  /// Whether another thread is to take the place of one that died of a failure. Safe for any number
  /// of threads.
  ///
  /// @param nowNanos when it died
  public synchronized boolean mayReplace(Throwable failure, long nowNanos) {
    if (!isLostTransaction(failure)) {
      return false;
    }
    while (!replacedNanos.isEmpty() && nowNanos - replacedNanos.element() > PERIOD_NANOS) {
      replacedNanos.remove();
    }
    if (replacedNanos.size() == MAX_IN_PERIOD) {
      return false;
    }
    replacedNanos.add(nowNanos);
    return true;
  }

  private static boolean isLostTransaction(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidTxnStateException
          || cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException
          || cause instanceof InvalidPidMappingException
          || cause instanceof TransactionAbortableException) {
        return true;
      }
    }
    return false;
  }
}
