package io.millrace.app.crash;

import io.millrace.app.topology.UserStores;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asks for recommendations at a steady rate, of one instance after another, each time for another
/// user; and keeps how long no user of a partition was answered.
final class Reads implements AutoCloseable {
  private static final int PER_SECOND = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Pattern DETAIL = Pattern.compile("\"detail\":\"([^\"]*)");
  private static final Pattern NAME = Pattern.compile("'[^']*'");

  private final Truth truth;
  private final int partitions;
  private final SplittableRandom random;
  private final List<String> instances = new CopyOnWriteArrayList<>(); // base URLs
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Future<?> asking;
  private final TreeMap<String, Integer> failures = new TreeMap<>(); // by what came
  private final long[] lastAnswerNanos; // by partition
  private final boolean[] failing; // by partition
  private int next;
  private int asked;
  private int answered;
  private int stale;
  private long longestGapNanos;

  Reads(Truth truth, int partitions, long seed) {
    this.truth = truth;
    this.partitions = partitions;
    this.random = new SplittableRandom(seed);
    this.lastAnswerNanos = new long[partitions];
    this.failing = new boolean[partitions];
    this.asking =
        timer.scheduleAtFixedRate(this::ask, 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
  }

  void add(String instance) {
    instances.add(instance);
  }

  /// Asks an instance no more, and forgets what it has not answered yet.
  void remove(String instance) {
    instances.remove(instance);
  }

  private void ask() {
    Object[] all = instances.toArray();
    if (all.length == 0) {
      return;
    }
    String instance = (String) all[next++ % all.length];
    String userId = Truth.userId(random.nextInt(truth.users()));
    int partition = UserStores.partitionOf(userId, partitions);
    long askedNanos = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(instance + "/v1/users/" + userId + "/recommendations?k=5"))
            .timeout(PATIENCE)
            .build();
    var _ =
        client
            .sendAsync(request, HttpResponse.BodyHandlers.ofString())
            .whenComplete(
                (answer, failure) -> {
                  if (instances.contains(instance)) {
                    record(partition, askedNanos, answer, failure);
                  }
                });
  }

  private synchronized void record(
      int partition,
      long askedNanos,
      @Nullable HttpResponse<String> answer,
      @Nullable Throwable failure) {
    asked++;
    long now = System.nanoTime();
    if (answer != null && answer.statusCode() == 200) {
      answered++;
      if (answer.body().contains("\"stale\":true")) {
        stale++;
      }
      if (failing[partition]) {
        failing[partition] = false;
        longestGapNanos = Math.max(longestGapNanos, now - lastAnswerNanos[partition]);
      }
      lastAnswerNanos[partition] = now;
      // An answer that took its time is as long a gap for whoever asked.
      longestGapNanos = Math.max(longestGapNanos, now - askedNanos);
      return;
    }
    if (lastAnswerNanos[partition] != 0) {
      failing[partition] = true;
    }
    String what =
        answer == null ? failure(failure) : "status " + answer.statusCode() + detail(answer.body());
    failures.merge(what, 1, Integer::sum);
  }

  /// What the body says is wrong, without the names in it.
  private static String detail(String body) {
    Matcher detail = DETAIL.matcher(body);
    return detail.find() ? ": " + NAME.matcher(detail.group(1)).replaceAll("'...'") : "";
  }

  private static String failure(@Nullable Throwable failure) {
    Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(cause);
  }

  /// What became of the requests so far.
  ///
  /// @param failures by what came instead of an answer
  record Result(int asked, int answered, int stale, TreeMap<String, Integer> failures) {}

  synchronized Result result() {
    return new Result(asked, answered, stale, new TreeMap<>(failures));
  }

  /// The longest time for which no user of some partition was answered, or one waited for an
  /// answer, since this was last asked.
  synchronized long takeLongestGapMillis() {
    long longest = longestGapNanos;
    long now = System.nanoTime();
    for (int partition = 0; partition < partitions; partition++) {
      if (failing[partition]) {
        longest = Math.max(longest, now - lastAnswerNanos[partition]);
      }
    }
    longestGapNanos = 0;
    return TimeUnit.NANOSECONDS.toMillis(longest);
  }

  @Override
  public void close() {
    asking.cancel(false);
    timer.shutdownNow();
    client.shutdownNow();
  }
}
