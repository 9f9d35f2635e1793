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
  ///
  /// @param hop to say what is asked of it
  record There(HostInfo host, Hop hop) implements Place {}

  /// How a request came to an instance, and what it is therefore to do.
  enum Hop {
    /// From a client: find an answer anywhere.
    CLIENT,
    /// From another instance, which takes this one for the owner: answer as the owner or not at
    /// all.
    TO_OWNER,
    /// From another instance that did not reach the owner: answer from a copy if need be.
    TO_COPY
  }

  Iterator<Place> of(String userId, Hop hop);

  /// Asks the owner, then the copy that is here, then those elsewhere. An owner that did not answer
  /// lately is asked last, so that a request does not wait for one that died.
  ///
  /// @param silent whether an instance did not answer lately
  static Places of(UserRouter router, Predicate<HostInfo> silent) {
    return (userId, hop) ->
        Stream.<Supplier<Stream<Place>>>of(
                () -> router.own(userId).<Place>map(Here::new).stream(),
                () -> hop == Hop.CLIENT ? elsewhere(router.others(userId), silent) : Stream.of(),
                () ->
                    hop == Hop.TO_OWNER
                        ? Stream.of()
                        : router.copy(userId).<Place>map(Here::new).stream(),
                () ->
                    hop == Hop.CLIENT ? insteadOfOwner(router.others(userId), silent) : Stream.of())
            .flatMap(Supplier::get)
            .iterator();
  }

  private static Stream<Place> elsewhere(Owners owners, Predicate<HostInfo> silent) {
    return owners.owner().stream()
        .filter(silent.negate())
        .map(host -> new There(host, Hop.TO_OWNER));
  }

  private static Stream<Place> insteadOfOwner(Owners owners, Predicate<HostInfo> silent) {
    Stream<HostInfo> copies =
        Stream.concat(
            owners.copies().stream().filter(silent.negate()),
            owners.copies().stream().filter(silent));
    return Stream.concat(
        copies.map(host -> new There(host, Hop.TO_COPY)),
        owners.owner().stream().filter(silent).map(host -> new There(host, Hop.TO_OWNER)));
  }
}
