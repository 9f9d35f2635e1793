package io.millrace.app.run;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to be closed when something stops, the last that was started first. Where closing one
/// fails, that is logged and the others are closed all the same. Used by one thread at a time.
public final class Closers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

  private final Deque<AutoCloseable> closers = new ArrayDeque<>();

  /// Adds what is closed before all that is here.
  public void push(AutoCloseable first) {
    closers.push(first);
  }

  /// Adds what is closed after all that is here.
  void addLast(AutoCloseable last) {
    closers.addLast(last);
  }

  /// The same for several, in their order.
  void addAll(Collection<? extends AutoCloseable> last) {
    closers.addAll(last);
  }

  /// Closes everything, and each only once.
  @Override
  public void close() {
    while (!closers.isEmpty()) {
      try {
        closers.pop().close();
      } catch (Exception failed) {
        LOG.warn("While stopping: {}", Failures.line(failed));
      }
    }
  }
}
