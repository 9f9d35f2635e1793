package io.millrace.app.http;

import io.avaje.jsonb.Json;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body by which one instance asks another for its share of many users.
@Json
record UsersRequest(
    List<String> userIds,
    int k,
    int offset,
    List<String> exclude,
    List<String> only,
    List<String> category,
    List<String> allCategories,
    boolean includeSeen,
    @Nullable List<String> leaveOut,
    @Nullable List<String> fields,
    boolean explain) {

  static UsersRequest of(Collection<String> userIds, PersonalOptions wanted) {
    return new UsersRequest(
        List.copyOf(userIds),
        wanted.k(),
        wanted.offset(),
        List.copyOf(wanted.selection().excluded()),
        List.copyOf(wanted.selection().only()),
        List.copyOf(wanted.selection().anyCategory()),
        List.copyOf(wanted.selection().allCategories()),
        wanted.includeSeen(),
        wanted.leaveOut().isEmpty() ? null : List.copyOf(wanted.leaveOut()),
        wanted.fields().names().isEmpty() ? null : List.copyOf(wanted.fields().names()),
        wanted.explain());
  }
}
