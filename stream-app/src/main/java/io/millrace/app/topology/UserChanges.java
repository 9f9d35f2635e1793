package io.millrace.app.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The users of a [UserStore] that changed, or are gone, since the changelog was last written. For
/// one thread.
final class UserChanges {
  private final UserCodec codec;
  private final List<UserEntry> dirty = new ArrayList<>(); // also entries that are gone since
  private final Set<String> gone = new LinkedHashSet<>();

  UserChanges(UserCodec codec) {
    this.codec = codec;
  }

  void changed(UserEntry entry) {
    if (!entry.dirty) {
      entry.dirty = true;
      dirty.add(entry);
    }
  }

  void gone(UserEntry entry) {
    entry.dirty = false;
    gone.add(entry.id);
  }

  /// Records that will be written, at most, but for the position.
  int count() {
    return dirty.size() + gone.size();
  }

  /// Hands key and value of each changed user to a writer, the key alone of each that is gone and
  /// not known again.
  void write(Predicate<String> isKnown, ItemStore.Writer writer) {
    for (UserEntry entry : dirty) {
      if (entry.dirty) {
        writer.accept(StoredUser.key(entry.id), codec.write(entry.state));
      }
    }
    for (String userId : gone) {
      if (!isKnown.test(userId)) {
        writer.accept(StoredUser.key(userId), null);
      }
    }
    clear();
  }

  /// Forgets the changes, as where what is restored is what was written.
  void clear() {
    dirty.forEach(entry -> entry.dirty = false);
    dirty.clear();
    gone.clear();
  }
}
