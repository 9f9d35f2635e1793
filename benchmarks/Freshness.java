import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures how soon answers reflect an event, counted from the event's 202.
///
/// `java Freshness.java [URL] [EVENTS] [--json]`: for each event a user who is new posts it, and is
/// then asked for recommendations again and again until the answer is personal, which it is from
/// the first learned event on. Start `bin/millrace demo` first, so that a stream flows meanwhile.
///
/// `java Freshness.java URL,URL [EVENTS] [--json]`: the same against two instances that share the
/// partitions. Who is asked is by turns, so it is the user's owner or one that passes the request
/// on; the answer tells which. The item of each event is new too, and the instance that does not
/// own the user is asked for the item until it counts an event of it: the count is in the item's
/// row, of which that instance hears only by the owner's commit. That it merely knows the item
/// would not do: a copy of the user names it without its row. Several events are measured at once,
/// each after a pause of up to a second, so that they do not keep step with the commits that they
/// wait for.
public class Freshness {
  private static final int WARM_UP = 50;
  private static final int MEASURED_AT_ONCE = 4;
  private static final int MAX_PAUSE_MILLIS = 1_000; // how often instances commit, at the least
  private static final int POLL_MILLIS = 1; // or asking would be a load of its own
  private static final int POLL_ELSEWHERE_MILLIS = 5;
  private static final long MAX_NANOS = 150_000_000_000L; // all that are measured

  /// When to stop asking. An event that is given up counts as one that took so long.
  private static final long GIVE_UP_NANOS = 10_000_000_000L;

  private static final Pattern SERVED_BY = Pattern.compile("\"servedBy\":\"([^\"]*)\"");
  private static final Pattern EVENTS_OF_ITEM = Pattern.compile("\"events\":[1-9]");

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> urls;
  private final String run = Long.toString(System.currentTimeMillis(), 36);
  private final AtomicInteger next = new AtomicInteger();
  private final long end = System.nanoTime() + MAX_NANOS;

  /// Times from the 202, in milliseconds.
  ///
  /// @param ownerAsked whether the user's owner was asked, not another one that passed it on
  /// @param elsewhere until the other instance has the item's row; NaN if there is none
  private record Measured(double personal, boolean ownerAsked, double elsewhere) {}

  Freshness(List<String> urls) {
    this.urls = urls;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> args = new ArrayList<>(List.of(arguments));
    boolean json = args.remove("--json");
    String url = args.isEmpty() ? "http://127.0.0.1:8080" : args.get(0);
    int events = args.size() > 1 ? Integer.parseInt(args.get(1)) : 300;
    if (events < 1 || events > 10_000) {
      throw new IllegalArgumentException("EVENTS is " + events + ", but must be from 1 to 10000");
    }
    List<String> urls = List.of(url.split(","));
    if (urls.size() > 2) {
      throw new IllegalArgumentException("URL names " + urls.size() + " instances, at most 2");
    }
    new Freshness(urls).run(events, json);
  }

  private void run(int events, boolean json) throws Exception {
    measure("warm-up-", Math.min(WARM_UP, events));
    List<Measured> all = measure("fresh-", events);
    if (all.isEmpty()) {
      throw new IllegalStateException("nothing was measured in the time that there is");
    }
    List<String> parts = new ArrayList<>();
    tell("own", "from 202 to a personal answer", all, each -> each.personal, json, parts);
    if (urls.size() > 1) {
      List<Measured> asked = all.stream().filter(Measured::ownerAsked).toList();
      List<Measured> passedOn = all.stream().filter(each -> !each.ownerAsked).toList();
      tell("ownerAsked", "  of its owner", asked, each -> each.personal, json, parts);
      tell("passedOn", "  passed on to it", passedOn, each -> each.personal, json, parts);
      tell(
          "elsewhere",
          "from 202 until the other instance has the item's row",
          all,
          each -> each.elsewhere,
          json,
          parts);
    }
    if (json) {
      System.out.println("{" + String.join(",", parts) + "}");
    }
  }

  private interface Value {
    double of(Measured measured);
  }

  private static void tell(
      String name,
      String what,
      List<Measured> measured,
      Value value,
      boolean json,
      List<String> parts) {
    double[] millis = measured.stream().mapToDouble(value::of).sorted().toArray();
    int events = millis.length;
    if (events == 0) {
      return;
    }
    long givenUp = Arrays.stream(millis).filter(each -> each >= GIVE_UP_NANOS / 1e6).count();
    double median = millis[events / 2];
    double p90 = millis[events * 9 / 10];
    double p99 = millis[events * 99 / 100];
    double most = millis[events - 1];
    parts.add(
        "\"%s\":{\"events\":%d,\"median\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f,\"givenUp\":%d}"
            .formatted(name, events, median, p90, p99, most, givenUp));
    if (!json) {
      System.out.printf(
          "%d events: %s, median %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%s%n",
          events,
          what,
          median,
          p90,
          p99,
          most,
          givenUp == 0 ? "" : "; " + givenUp + " were given up after so long");
    }
  }

  /// Measures events, fewer if time runs out.
  private List<Measured> measure(String name, int events) throws Exception {
    List<Measured> all = new ArrayList<>();
    if (urls.size() == 1) {
      for (int i = 0; i < events && System.nanoTime() < end; i++) {
        all.add(measure(name));
      }
      return all;
    }
    try (ExecutorService probes = Executors.newFixedThreadPool(MEASURED_AT_ONCE)) {
      List<Future<Measured>> coming = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        coming.add(probes.submit(() -> System.nanoTime() < end ? measureAfterPause(name) : null));
      }
      for (Future<Measured> each : coming) {
        Measured measured = each.get();
        if (measured != null) {
          all.add(measured);
        }
      }
    }
    return all;
  }

  private Measured measureAfterPause(String name) throws Exception {
    Thread.sleep(ThreadLocalRandom.current().nextInt(MAX_PAUSE_MILLIS));
    return measure(name);
  }

  private Measured measure(String name) throws Exception {
    int number = next.getAndIncrement();
    String user = name + run + "-" + number;
    boolean several = urls.size() > 1;
    String item = several ? "item-" + user : "i000001";
    String posted = urls.get(number % urls.size());
    String asked = urls.get(number / 2 % urls.size());
    long accepted = post(posted, user, item);
    String personal;
    long now;
    while (true) {
      personal = get(asked, "/v1/users/" + user + "/recommendations");
      now = System.nanoTime();
      if (isFromOwner(personal) || now - accepted >= GIVE_UP_NANOS) {
        break;
      }
      Thread.sleep(POLL_MILLIS);
    }
    double personalMillis = Math.min(now - accepted, GIVE_UP_NANOS) / 1e6;
    if (!several) {
      return new Measured(personalMillis, true, Double.NaN);
    }
    if (!isFromOwner(personal)) {
      return new Measured(personalMillis, false, personalMillis);
    }
    String owner = ownerOf(personal);
    boolean ownerAsked = asked.endsWith(owner);
    String other = urls.get(urls.get(0).endsWith(owner) ? 1 : 0);
    while (!EVENTS_OF_ITEM.matcher(get(other, "/v1/items/" + item)).find()
        && now - accepted < GIVE_UP_NANOS) {
      Thread.sleep(POLL_ELSEWHERE_MILLIS);
      now = System.nanoTime();
    }
    now = System.nanoTime();
    return new Measured(personalMillis, ownerAsked, Math.min(now - accepted, GIVE_UP_NANOS) / 1e6);
  }

  /// Whether an answer is personal, and not from a copy, which hears of an event as late as the
  /// model of its instance does.
  private static boolean isFromOwner(String answer) {
    return answer.contains("\"strategy\":\"personal\"") && !answer.contains("\"stale\":true");
  }

  /// The address that an answer tells.
  private static String ownerOf(String answer) {
    Matcher found = SERVED_BY.matcher(answer);
    if (!found.find()) {
      throw new IllegalStateException("nobody served: " + answer);
    }
    return found.group(1);
  }

  /// When the event was accepted.
  private long post(String url, String user, String item) throws Exception {
    String event = "{\"userId\":\"%s\",\"itemId\":\"%s\",\"type\":\"like\"}".formatted(user, item);
    HttpResponse<String> posted =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/v1/events"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (posted.statusCode() != 202) {
      throw new IllegalStateException("the event was not accepted: " + posted.body());
    }
    return System.nanoTime();
  }

  private String get(String url, String path) throws Exception {
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30)).build();
    return client.send(ask, HttpResponse.BodyHandlers.ofString()).body();
  }
}
