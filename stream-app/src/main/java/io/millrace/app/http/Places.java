package io.millrace.app.http;

import io.millrace.app.query.UserRouter;
import io.millrace.app.query.UserRouter.Found;
import io.millrace.app.query.UserRouter.Owners;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.HostInfo;

/// Tells where to ask for a user, the best place first; the next one where a place has no answer.
interface Places {

  /// Where a user may be asked for.
  sealed interface Place {}

  /// This instance, as it has the user now.
  record Here(Found user) implements Place {}

  /// Another instance.
  record There(HostInfo host) implements Place {}

  /// @param passedOn whether the request came from another instance: then it is answered from what
  ///   is here or not at all
  Iterator<Place> of(String userId, boolean passedOn);

  /// Asks the owner, then the copy that is here, then those elsewhere. An owner that did not answer
  /// lately is asked last, so that a request does not wait for one that died.
  ///
  /// @param silent whether an instance did not answer lately
  static Places of(UserRouter router, Predicate<HostInfo> silent) {
    return (userId, passedOn) ->
        Stream.<Supplier<Stream<Place>>>of(
                () -> router.own(userId).<Place>map(Here::new).stream(),
                () -> passedOn ? Stream.of() : owner(router.others(userId), silent),
                () -> router.copy(userId).<Place>map(Here::new).stream(),
                () -> passedOn ? Stream.of() : others(router.others(userId), silent))
            .flatMap(Supplier::get)
            .iterator();
  }

  private static Stream<Place> owner(Owners owners, Predicate<HostInfo> silent) {
    return owners.owner().stream().filter(silent.negate()).map(There::new);
  }

  private static Stream<Place> others(Owners owners, Predicate<HostInfo> silent) {
    return Stream.of(
            owners.copies().stream().filter(silent.negate()),
            owners.copies().stream().filter(silent),
            owners.owner().stream().filter(silent))
        .flatMap(hosts -> hosts)
        .map(There::new);
  }
}
