package io.millrace.app.topology;

import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;

/// A query whose answer is the innermost store itself. Streams' wrappers pass queries that they do
/// not know down to the store, so this reaches our own object from a processor through public
/// interfaces. Requests do not come this way: see [UserStores].
///
/// @param type of the store
record StoreAccess<T>(Class<T> type) implements Query<T> {

  /// The store inside Streams' wrappers.
  static <T> T inner(StateStore wrapped, Class<T> type) {
    return wrapped
        .query(new StoreAccess<>(type), PositionBound.unbounded(), new QueryConfig(false))
        .getResult();
  }

  /// A store's answer to any query: itself, if it is asked for.
  static <R> QueryResult<R> answer(StateStore store, Query<R> query) {
    if (query instanceof StoreAccess<R> access && access.type().isInstance(store)) {
      return QueryResult.forResult(access.type().cast(store));
    }
    return QueryResult.forFailure(
        FailureReason.UNKNOWN_QUERY_TYPE, store.name() + " does not answer " + query);
  }
}
