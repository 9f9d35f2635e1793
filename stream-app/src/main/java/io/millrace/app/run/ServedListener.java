package io.millrace.app.run;

import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.metrics.UnknownFieldLog;
import io.millrace.app.topology.LearnListener;
import io.millrace.app.topology.LetGo;
import io.millrace.model.event.Rejection;
import io.millrace.model.metrics.Outcome;
import io.millrace.producer.json.UnknownFields;

/// Tells the metrics of an instance what one of its models learns, for as long as that is the one
/// that is served: else a model that is caught up would count all events once more.
final class ServedListener implements LearnListener {
  private final AppMetrics metrics;
  private final UnknownFieldLog unknownOfEvents;
  private final UnknownFieldLog unknownOfUsers;
  private final UnknownFieldLog unknownOfItems;
  private volatile boolean counted;
  private volatile boolean served;

  ServedListener(AppMetrics metrics) {
    this.metrics = metrics;
    this.unknownOfEvents = unknown("interactions");
    this.unknownOfUsers = unknown("users");
    this.unknownOfItems = unknown("items");
  }

  private UnknownFieldLog unknown(String topic) {
    return new UnknownFieldLog(topic, () -> metrics.unknownField(topic), System::nanoTime);
  }

  /// Hears of fields of items that nobody knows.
  UnknownFields unknownOfItems() {
    return (name, fault) -> {
      if (counted) {
        unknownOfItems.found(name, fault);
      }
    };
  }

  @Override
  public void unknownField(boolean ofUser, String name) {
    if (counted) {
      (ofUser ? unknownOfUsers : unknownOfEvents).found(name);
    }
  }

  /// Begins to count what is learned, before the model is served: where there is no other.
  void count() {
    counted = true;
  }

  void setServed(boolean newServed) {
    counted = newServed;
    served = newServed;
  }

  /// What was committed, with a first event that was sent at a time, became visible. What is read
  /// back at the start became visible long ago, somewhere.
  void visible(long sentMillis) {
    if (served) {
      metrics.visible(sentMillis);
    }
  }

  void itemRejected(Rejection reason) {
    if (counted) {
      metrics.itemRejected(reason);
    }
  }

  @Override
  public void learned(long sentMillis) {
    if (counted) {
      metrics.learned(sentMillis);
    }
  }

  @Override
  public void rejected(Rejection reason) {
    if (counted) {
      metrics.rejected(reason);
    }
  }

  @Override
  public void handled(Outcome outcome) {
    if (counted) {
      metrics.handled(outcome);
    }
  }

  @Override
  public void userErased() {
    if (counted) {
      metrics.userErased();
    }
  }

  @Override
  public void userRejected(Rejection reason) {
    if (counted) {
      metrics.userRejected(reason);
    }
  }

  @Override
  public void tested(int rank, int popularityRank) {
    if (counted) {
      metrics.tested(rank, popularityRank);
    }
  }

  @Override
  public void usersLetGo(LetGo why, int count) {
    if (counted) {
      metrics.usersLetGo(why, count);
    }
  }

  @Override
  public void itemsLetGo(LetGo why, int count) {
    if (counted) {
      metrics.itemsLetGo(why, count);
    }
  }

  @Override
  public void skipped(long updates) {
    if (counted) {
      metrics.skipped(updates);
    }
  }
}
