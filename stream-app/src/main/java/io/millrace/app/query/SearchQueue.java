package io.millrace.app.query;

import io.millrace.app.topology.InstanceModel;
import io.millrace.model.index.Query;
import io.millrace.model.index.ScoredItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Searches of many requests, of which no more run at once than there are cores. What waits
/// meanwhile is served together by one pass over the items, once it is so much that it pays; a
/// search that comes alone runs at once. The requests' own threads do the work: whoever finishes
/// leaves its turn to the one that waits longest. Safe for any number of threads.
public final class SearchQueue {
  /// Searches of one pass at most.
  private static final int MOST_TOGETHER = 48;

  /// From so many items on, codes come from memory, and few searches gain by sharing them.
  private static final int MANY_ITEMS = 250_000;

  private static final int LEAST_OF_MANY_ITEMS = 4;
  private static final int LEAST_OF_FEW_ITEMS = 12;

  private final Index index;
  private final int turns;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(); // bounded by requests served
  private int taken; // turns

  /// What is searched.
  interface Index {
    int items();

    List<List<ScoredItem>> answers(List<Query> queries);
  }

  /// @param turns searches that may run at once
  public static SearchQueue over(InstanceModel model, int turns) {
    return new SearchQueue(
        new Index() {
          @Override
          public int items() {
            return model.matrix().size();
          }

          @Override
          public List<List<ScoredItem>> answers(List<Query> queries) {
            return model.index().answers(queries);
          }
        },
        turns);
  }

  SearchQueue(Index index, int turns) {
    this.index = index;
    this.turns = turns;
  }

  /// One request's search.
  private static final class Waiting {
    final Query query;
    final Thread thread = Thread.currentThread();
    volatile @Nullable List<ScoredItem> answer;
    volatile @Nullable Throwable failure;
    volatile boolean hasTurn;

    Waiting(Query query) {
      this.query = query;
    }

    boolean isDone() {
      return answer != null || failure != null;
    }
  }

  /// The answer to a query, best first.
  ///
  /// @throws IllegalStateException if the search failed
  public List<ScoredItem> answer(Query query) {
    var own = new Waiting(query);
    enqueue(own);
    boolean interrupted = false;
    while (own.hasTurn || !own.isDone()) {
      if (own.hasTurn) {
        own.hasTurn = false;
        takeTurn();
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted(); // a search is short, and is waited for
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (own.answer == null) {
      throw new IllegalStateException("the search failed", own.failure);
    }
    return own.answer;
  }

  /// Searches that wait.
  int length() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(Waiting own) {
    lock.lock();
    try {
      waiting.add(own);
      if (taken < turns) {
        taken++;
        own.hasTurn = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Serves those that waited longest, one or many, and passes the turn on.
  // Nothing depends on the yield but how many are served together.
  @SuppressWarnings("ThreadPriorityCheck")
  private void takeTurn() {
    Thread.yield(); // requests that have arrived meanwhile get into the queue, if there are any
    List<Waiting> batch = next();
    try {
      if (!batch.isEmpty()) {
        serve(batch);
      }
    } finally {
      passOn();
    }
  }

  private List<Waiting> next() {
    lock.lock();
    try {
      boolean many = index.items() >= MANY_ITEMS;
      boolean together = waiting.size() >= (many ? LEAST_OF_MANY_ITEMS : LEAST_OF_FEW_ITEMS);
      List<Waiting> batch = new ArrayList<>();
      while (!waiting.isEmpty() && batch.size() < (together ? MOST_TOGETHER : 1)) {
        batch.add(waiting.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void serve(List<Waiting> batch) {
    try {
      List<List<ScoredItem>> answers =
          index.answers(batch.stream().map(each -> each.query).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer = answers.get(i);
        LockSupport.unpark(batch.get(i).thread);
      }
    } catch (RuntimeException | Error thrown) {
      if (batch.size() > 1) {
        batch.forEach(each -> serve(List.of(each))); // the others have done nothing wrong
      } else {
        batch.getFirst().failure = thrown;
        LockSupport.unpark(batch.getFirst().thread);
      }
    }
  }

  private void passOn() {
    lock.lock();
    try {
      for (Waiting next : waiting) {
        if (!next.hasTurn) {
          next.hasTurn = true;
          LockSupport.unpark(next.thread);
          return;
        }
      }
      taken--;
    } finally {
      lock.unlock();
    }
  }
}
