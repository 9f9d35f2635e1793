package io.millrace.app.http;

import io.millrace.app.query.UserRouter;
import io.millrace.app.query.UserRouter.Found;
import io.millrace.model.index.ScoredUser;
import io.millrace.model.index.UserIndex;
import java.util.List;
import java.util.Set;

/// Requests for users who are like a user. The instance that owns the user answers, and compares
/// with the users of its own partitions: the others' are not asked.
final class NeighbourEndpoints {
  private final UserEndpoints users;
  private final UserIndex index;
  private final UserRouter router;
  private final String self;

  NeighbourEndpoints(UserEndpoints users, UserIndex index, UserRouter router, String self) {
    this.users = users;
    this.index = index;
    this.router = router;
    this.self = self;
  }

  List<Endpoint> table() {
    return List.of(
        new Endpoint("GET", "/v1/users/{id}/similar", Set.of("k", "offset"), this::similar));
  }

  private Reply similar(Call call) {
    String userId = call.id("userId");
    int k = ListParameters.k(call.query());
    int offset = ListParameters.offset(call.query());
    return users.atOwner(
        call, UserEndpoints.NO_BODY, userId, here -> similar(here, userId, k, offset));
  }

  private Reply similar(Found here, String userId, int k, int offset) {
    if (index.maxUsers() == 0) {
      throw Problem.of(
          Problem.Kind.NOT_FOUND, "the instance that owns the user runs with --similar-users 0");
    }
    float[] vector = UserEndpoints.known(here, userId).vector();
    List<Integer> before = router.completePartitions();
    List<ScoredUser> found = index.nearest(vector, offset + k, userId);
    int compared = index.size();
    // A partition that came or went meanwhile may have been there in part.
    List<Integer> all = router.completePartitions().stream().filter(before::contains).toList();
    return Reply.json(
        200,
        new Answers.SimilarUsers(
            userId,
            found.stream()
                .skip(offset)
                .map(user -> new Answers.SimilarUser(user.userId(), user.score()))
                .toList(),
            all,
            compared,
            self,
            here.isStale(),
            here.lag()));
  }
}
