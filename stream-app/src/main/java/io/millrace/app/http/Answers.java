package io.millrace.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The JSON documents that the HTTP interface answers with. Times are epoch milliseconds; what is
/// not known is left out. JSON has no infinity and no NaN: the largest number and 0 stand for them.
public final class Answers {
  private Answers() {}

  /// Popularity is an exponential of time and told as of the newest event, which a row may be ahead
  /// of by the event at hand; if that is years newer, no number is large enough.
  private static double finite(double value) {
    return Double.isNaN(value) ? 0 : Math.clamp(value, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  /// What was wrong with a text may be that it has half a character, which is not to be written.
  private static String encodable(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  /// One item of a list.
  ///
  /// @param because the user's recent items that speak most for it, the strongest first
  /// @param contributions what its score is made of, as of a moment after it was found: while the
  ///   model stands still, they add up to the score
  @Json
  public record Item(
      String itemId,
      double score,
      @Nullable String title,
      @Nullable List<String> categories,
      @Nullable List<String> tags,
      @Nullable Long timestamp,
      @Nullable Long expiresAt,
      @Json.Raw @Nullable String attributes,
      @Nullable List<Reason> because,
      @Nullable Contributions contributions) {
    public Item {
      score = finite(score);
    }
  }

  /// A recent item that speaks for another.
  ///
  /// @param contribution what it adds to the other's score
  @Json
  public record Reason(String itemId, @Nullable String title, double contribution) {
    public Reason {
      contribution = finite(contribution);
    }
  }

  /// What a score is made of.
  ///
  /// @param taste what the user's own vector adds
  /// @param recent what all of the user's recent items add
  /// @param bias what the item has from everyone
  @Json
  public record Contributions(double taste, double recent, double bias) {
    public Contributions {
      taste = finite(taste);
      recent = finite(recent);
      bias = finite(bias);
    }
  }

  /// A list of items that is not personal.
  ///
  /// @param events of a list of similar items: how many the item that was asked for has learned
  ///   from; with none nothing is known to be similar
  @Json
  public record ItemList(List<Item> items, @Nullable Long events, String servedBy) {}

  /// The model that an answer came from.
  ///
  /// @param partition that holds the user's events, if it is one user's answer
  /// @param offset of the last event of that partition which the model has learned
  /// @param learned events of all partitions which the model has learned
  @Json
  public record ModelState(@Nullable Integer partition, @Nullable Long offset, long learned) {}

  /// What is recommended to a user, or to someone without a name.
  ///
  /// @param strategy `personal` for a user, `session` for someone without a name, or `trending` for
  ///   either if nothing is known
  /// @param unknown items that were asked for and of which nothing is known
  /// @param stale whether the answer came from a copy of the owner's partition, for want of an
  ///   answer of the owner
  /// @param lag changes that the copy has not read yet, if that is known
  @Json
  public record Recommendations(
      @Nullable String userId,
      String recommendationId,
      String strategy,
      List<Item> items,
      @Nullable List<String> unknown,
      String servedBy,
      boolean stale,
      @Nullable Long lag,
      ModelState model) {}

  /// What is recommended to several users, in the order in which they were asked for.
  ///
  /// @param errors users who could not be answered
  @Json
  public record ManyRecommendations(List<Recommendations> results, List<UserError> errors) {}

  /// Why one of several users could not be answered.
  ///
  /// @param type of the problem
  @Json
  public record UserError(String userId, String type, String detail) {}

  /// One of a user's recent items.
  @Json
  public record RecentItem(String itemId, @Nullable String title, long timestamp) {}

  /// What is known of a user.
  @Json
  public record User(
      String userId,
      long events,
      int consumed,
      List<RecentItem> recent,
      @Nullable List<Float> vector,
      String servedBy,
      boolean stale,
      @Nullable Long lag) {}

  /// A user who is like another one.
  @Json
  public record SimilarUser(String userId, double score) {
    public SimilarUser {
      score = finite(score);
    }
  }

  /// Who is like a user.
  ///
  /// @param partitions whose users were compared: those of the instance that answers
  /// @param compared users among whom these are the most alike, the user included
  @Json
  public record SimilarUsers(
      String userId,
      List<SimilarUser> users,
      List<Integer> partitions,
      int compared,
      String servedBy,
      boolean stale,
      @Nullable Long lag) {}

  /// What is known of an item.
  @Json
  public record ItemState(
      String itemId,
      @Nullable String title,
      List<String> categories,
      List<String> tags,
      boolean hidden,
      @Nullable Long expiresAt,
      @Json.Raw String attributes,
      long events,
      double trend,
      double bias,
      @Nullable List<Float> vector,
      String servedBy) {
    public ItemState {
      trend = finite(trend);
      bias = finite(bias);
    }
  }

  /// One event of a batch that was not taken.
  @Json
  public record RejectedEvent(int index, String reason, String field, String value, String detail) {
    public RejectedEvent {
      value = encodable(value);
      detail = encodable(detail);
    }
  }

  /// What became of events.
  ///
  /// @param dropped of types that the mapping drops; null for none
  @Json
  public record EventsTaken(
      int accepted, List<RejectedEvent> rejected, @Nullable Integer dropped) {}

  /// An item that was listed or deleted.
  ///
  /// @param deleted whether it was deleted
  /// @param servedBy the instance that passed it to the topic
  @Json
  public record ItemTaken(String itemId, boolean deleted, String servedBy) {}

  /// One partition of the interactions, as this instance sees it.
  ///
  /// @param offset of the last event that was handled, if any was
  @Json
  public record PartitionStatus(int partition, @Nullable Long offset, long lag) {}

  /// A copy of another instance's partition that this instance keeps.
  ///
  /// @param lag changes that it has not read yet, null if that is not known
  /// @param whole whether it has all users, so that it can stand in for the owner
  @Json
  public record CopyStatus(int partition, @Nullable Long lag, boolean whole) {}

  /// Quality of events before they were learned, over the whole life of the model, and of those
  /// that this instance ranked last.
  ///
  /// @param popularity quality of popularity on the events of the window
  @Json
  public record Quality(
      long tested,
      @Nullable Double hitRate10,
      @Nullable Double ndcg10,
      QualityWindow window,
      QualityWindow popularity) {}

  /// Quality over the last events that were ranked. Numbers are null before the first.
  @Json
  public record QualityWindow(
      int tested, @Nullable Double hitRate10, @Nullable Double ndcg10, @Nullable Double mrr10) {}

  /// A model that is brought up beside the one that is served.
  ///
  /// @param state what it is waiting for, or why it was given up
  /// @param lag events that it has not learned yet, as far as is known
  @Json
  public record Preparing(String model, String state, @Nullable Long lag) {}

  /// The state of an instance.
  ///
  /// @param model the application id of the model that answers
  /// @param preparing the model that is to answer next
  /// @param lag events that its partitions hold and that are not handled
  /// @param catchUpSeconds until they are handled at the present pace, null while they grow in
  ///   number
  @Json
  public record Status(
      String version,
      String applicationId,
      String model,
      @Nullable Preparing preparing,
      String servedBy,
      String state,
      boolean ready,
      int partitions,
      List<PartitionStatus> active,
      List<CopyStatus> copies,
      long users,
      long items,
      long learned,
      Map<String, Long> rejected,
      long repeated,
      long undone,
      long erased,
      long merged,
      long lag,
      @Nullable Double catchUpSeconds,
      Quality quality,
      int rank,
      String kernels,
      long heapUsedBytes,
      long heapMaxBytes) {}

  /// That an instance lives or is ready.
  @Json
  public record Health(String status) {}

  /// RFC 9457 problem details.
  @Json
  public record ProblemDetails(
      String type,
      String title,
      int status,
      String detail,
      @Nullable String field,
      @Nullable String value,
      @Nullable List<RejectedEvent> rejected) {
    public ProblemDetails {
      value = value == null ? null : encodable(value);
      detail = encodable(detail);
    }
  }
}
