import io.millrace.model.event.Erasure;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.Interaction;
import io.millrace.model.event.InvalidEventException;
import io.millrace.model.event.Merge;
import io.millrace.model.event.Undo;
import io.millrace.producer.json.InteractionJson;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Sends good events mixed with records that are made to be bad, and compares what an instance made
/// of each with what the product's parser says of its bytes.
///
/// `java -cp LIB/* Poison.java BOOTSTRAP URL GOOD BAD SEED [--json]`, with the instance's address;
/// the topics must be new.
public final class Poison {
  private static final String EVENTS = "interactions";
  private static final String LETTERS = "millrace-dlq";
  private static final String LEARNED = "learned";
  private static final int USERS = 2_000;
  private static final int ITEMS = 1_000;
  private static final int MAX_EVENT_BYTES = 65_536; // as the product has it
  private static final long DAY_MILLIS = 86_400_000L;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration PATIENCE_FOR_LETTERS = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(200);

  /// How long nothing more must come after the last letter: more than a commit takes to come.
  private static final Duration SILENCE = Duration.ofSeconds(6);

  private static final List<String> TYPES = List.of("view", "click", "like", "purchase", "dislike");
  private static final List<String> NAMES =
      List.of("eventId", "userId", "itemId", "type", "value", "timestamp", "recommendationId");

  /// What was sent at a place of the topic. The hash stands for the bytes.
  private record Sent(String expected, int hash) {}

  private final String bootstrap;
  private final String url;
  private final SplittableRandom random;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Sent> sent = new HashMap<>(); // by partition and offset
  private final Map<String, Long> expected = new TreeMap<>(); // by reason, or what else becomes
  private final Map<String, Long> letters = new TreeMap<>(); // by the reason in the header
  private final Map<String, Long> eventsOfUser = new HashMap<>();
  private final Map<String, Long> eventsOfItem = new HashMap<>();
  private final Map<String, Long> faults = new LinkedHashMap<>(); // each must stay 0
  private int mutantsLeftValid;

  private Poison(String bootstrap, String url, long seed) {
    this.bootstrap = bootstrap;
    this.url = url;
    this.random = new SplittableRandom(seed);
  }

  public static void main(String[] arguments) throws Exception {
    int good = Integer.parseInt(arguments[2]);
    int bad = Integer.parseInt(arguments[3]);
    long seed = Long.parseLong(arguments[4]);
    boolean json = arguments.length > 5 && arguments[5].equals("--json");
    boolean same = new Poison(arguments[0], arguments[1], seed).run(good, bad, seed, json);
    System.exit(same ? 0 : 1);
  }

  private boolean run(int good, int bad, long seed, boolean json) throws Exception {
    for (String fault :
        List.of(
            "dead letters of good events",
            "dead letters that came twice",
            "dead letters of nothing that was sent",
            "dead letters without a reason",
            "dead letters with another reason",
            "dead letters with other bytes",
            "users with another number of events",
            "items with another number of events")) {
      faults.put(fault, 0L);
    }
    long started = System.nanoTime();
    send(good, bad);
    String status = awaitHandled(good + bad);
    double seconds = (System.nanoTime() - started) / 1e9;
    readLetters(good + bad - expected.getOrDefault(LEARNED, 0L));
    for (var user : eventsOfUser.entrySet()) {
      compare("users with another number of events", "/v1/users/", user);
    }
    for (var item : eventsOfItem.entrySet()) {
      compare("items with another number of events", "/v1/items/", item);
    }
    return tell(good, bad, seed, seconds, status, json);
  }

  // ---- What is sent.

  private void send(int good, int bad) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "linger.ms", 5);
    var failure = new AtomicReference<Exception>();
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      int goodLeft = good;
      int badLeft = bad;
      while (goodLeft + badLeft > 0) {
        boolean isGood = random.nextInt(goodLeft + badLeft) < goodLeft;
        String user = "user" + random.nextInt(USERS);
        byte[] value = isGood ? write(event(user)) : bad(user, badLeft % 3);
        if (isGood) {
          goodLeft--;
        } else {
          badLeft--;
        }
        long millis = System.currentTimeMillis();
        String becomes = becomes(user, value, millis);
        if (isGood && !becomes.equals(LEARNED)) {
          throw new IllegalStateException("a good event is " + becomes);
        }
        if (!isGood && !isBad(becomes)) {
          mutantsLeftValid++;
        }
        expected.merge(becomes, 1L, Long::sum);
        var what = new Sent(becomes, Arrays.hashCode(value));
        // The partitioner is Kafka's own, as for anyone who sends events.
        var _ =
            producer.send(
                new ProducerRecord<>(EVENTS, null, millis, utf8(user), value),
                (place, thrown) -> {
                  if (thrown != null) {
                    failure.compareAndSet(null, thrown);
                  } else {
                    sent.put(place.partition() + ":" + place.offset(), what); // on one thread
                  }
                });
      }
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /// A good event, by name the JSON of each field.
  private Map<String, String> event(String user) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("eventId", quoted(Long.toHexString(random.nextLong())));
    fields.put("userId", quoted(user));
    fields.put("itemId", quoted("item" + random.nextInt(ITEMS)));
    fields.put("type", quoted(TYPES.get(random.nextInt(TYPES.size()))));
    if (random.nextBoolean()) {
      fields.put("value", Integer.toString(random.nextInt(10)));
    }
    if (random.nextBoolean()) {
      fields.put("timestamp", Long.toString(System.currentTimeMillis() - random.nextInt(60_000)));
    }
    return fields;
  }

  private byte[] bad(String user, int kind) {
    return switch (kind) {
      case 0 -> bytes(random.nextInt(1_000) == 0 ? 70_000 : random.nextInt(200));
      case 1 -> utf8(random.nextBoolean() ? value(0) : objectLikeAnEvent(user));
      default -> mutant(user);
    };
  }

  /// Random JSON with the names of fields, which at times has what an event needs.
  private String objectLikeAnEvent(String user) {
    List<String> fields = new ArrayList<>();
    for (String name : NAMES) {
      if (random.nextBoolean()) {
        fields.add(
            quoted(name)
                + ":"
                + (name.equals("userId") && random.nextBoolean() ? quoted(user) : value(1)));
      }
    }
    return "{" + String.join(",", fields) + "}";
  }

  private String value(int depth) {
    List<String> parts = new ArrayList<>();
    int size = random.nextInt(4);
    switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0:
        return List.of("null", "true", "false").get(random.nextInt(3));
      case 1:
        return Integer.toString(random.nextInt());
      case 2:
        return Double.toString(Double.longBitsToDouble(random.nextLong())); // also NaN
      case 3, 4:
        return quoted(text(random.nextInt(12)));
      case 5:
        for (int i = 0; i < size; i++) {
          parts.add(value(depth + 1));
        }
        return "[" + String.join(",", parts) + "]";
      default:
        for (int i = 0; i < size; i++) {
          parts.add(quoted(text(3)) + ":" + value(depth + 1));
        }
        return "{" + String.join(",", parts) + "}";
    }
  }

  /// A good event with one thing changed: half of the times among its bytes, else in its fields.
  private byte[] mutant(String user) {
    Map<String, String> fields = event(user);
    List<String> names = List.copyOf(fields.keySet());
    String name = names.get(random.nextInt(names.size()));
    byte[] good = write(fields);
    int at = random.nextInt(good.length);
    switch (random.nextInt(17)) {
      case 0, 1, 2 -> {
        good[at] = (byte) random.nextInt();
        return good;
      }
      case 3, 4 -> {
        good[at] ^= (byte) (1 << random.nextInt(8));
        return good;
      }
      case 5 -> {
        return Arrays.copyOf(good, at);
      }
      case 6 -> {
        return joined(good, at, bytes(1 + random.nextInt(3)), at);
      }
      case 7 -> {
        return joined(good, at, new byte[0], Math.min(good.length, at + 1 + random.nextInt(5)));
      }
      case 8 -> fields.remove(name);
      case 9, 10 -> fields.put(name, value(1));
      case 11 -> fields.put("userId", quoted("user" + random.nextInt(USERS)));
      case 12 -> fields.put("type", quoted("stare"));
      case 13 ->
          fields.put("timestamp", Long.toString(System.currentTimeMillis() + 2 * DAY_MILLIS));
      case 14 -> fields.put("itemId", quoted("i".repeat(257)));
      case 15 -> fields.put("value", "1e999");
      default -> {
        String text = new String(good, StandardCharsets.UTF_8);
        return utf8(
            text.substring(0, text.length() - 1)
                + ","
                + quoted(name)
                + ":"
                + fields.get(name)
                + "}");
      }
    }
    return write(fields);
  }

  private static byte[] joined(byte[] good, int end, byte[] middle, int start) {
    byte[] result = Arrays.copyOf(good, end + middle.length + good.length - start);
    System.arraycopy(middle, 0, result, end, middle.length);
    System.arraycopy(good, start, result, end + middle.length, good.length - start);
    return result;
  }

  private static byte[] write(Map<String, String> fields) {
    List<String> written = new ArrayList<>();
    fields.forEach((name, json) -> written.add(quoted(name) + ":" + json));
    return utf8("{" + String.join(",", written) + "}");
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /// Letters of several alphabets, none of which JSON would have escaped.
  private String text(int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(
          (char) (random.nextInt(4) == 0 ? 0x400 + random.nextInt(64) : 'a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// What must become of a record, by the product's parser and its public checks. Beside these the
  /// size and the key count, which is the user's in every record here.
  private String becomes(String user, byte[] value, long sentMillis) {
    if (value.length > MAX_EVENT_BYTES) {
      return "oversized";
    }
    try {
      return switch (InteractionJson.parseMessage(value)) {
        case Interaction event -> {
          if (!event.userId().equals(user)) {
            yield "key-mismatch";
          }
          event.requireNotAhead(sentMillis);
          float weight = EventRules.DEFAULT.weightOf(event);
          eventsOfUser.merge(user, 1L, Long::sum);
          eventsOfItem.merge(event.itemId(), weight > 0 ? 1L : 0L, Long::sum);
          yield LEARNED;
        }
        // No text that is drawn here is one of these types.
        case Undo undo -> throw new IllegalStateException("drew " + undo);
        case Erasure erasure -> throw new IllegalStateException("drew " + erasure);
        case Merge merge -> throw new IllegalStateException("drew " + merge);
      };
    } catch (InvalidEventException fault) {
      return fault.reason().label();
    }
  }

  private static boolean isBad(String becomes) {
    return !becomes.equals(LEARNED);
  }

  // ---- What became of it.

  private String awaitHandled(long records) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String status = get("/v1/status");
      long handled =
          number(status, LEARNED)
              + number(status, "repeated")
              + number(status, "undone")
              + number(status, "erased");
      for (long count : rejected(status).values()) {
        handled += count;
      }
      if (handled >= records) {
        return status;
      }
      if (System.nanoTime() > deadline) {
        System.err.println("Poison: only " + handled + " of " + records + " records were handled");
        return status;
      }
      Thread.sleep(POLL);
    }
  }

  private void readLetters(long awaited) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    var seen = new TreeSet<String>();
    long deadline = System.nanoTime() + PATIENCE_FOR_LETTERS.toNanos();
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(LETTERS).stream()
              .map(each -> new TopicPartition(LETTERS, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long count = 0;
      long quietSince = System.nanoTime();
      // All of them, and then nothing more; or nothing for as long as patience lasts.
      while (System.nanoTime() < deadline
          && (count < awaited || System.nanoTime() - quietSince < SILENCE.toNanos())) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
          count++;
          quietSince = System.nanoTime();
          check(letter, seen);
        }
      }
    }
  }

  private void check(ConsumerRecord<byte[], byte[]> letter, TreeSet<String> seen) {
    String reason = header(letter, "millrace.error.reason");
    String place =
        header(letter, "millrace.error.partition") + ":" + header(letter, "millrace.error.offset");
    letters.merge(reason, 1L, Long::sum);
    Sent what = sent.get(place);
    if (reason.isEmpty()) {
      fault("dead letters without a reason");
    }
    if (!seen.add(place)) {
      fault("dead letters that came twice");
    }
    if (what == null) {
      fault("dead letters of nothing that was sent");
    } else if (!isBad(what.expected())) {
      fault("dead letters of good events");
    } else {
      if (!what.expected().equals(reason)) {
        fault("dead letters with another reason");
      }
      if (what.hash() != Arrays.hashCode(letter.value())) {
        fault("dead letters with other bytes");
      }
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private void compare(String fault, String path, Map.Entry<String, Long> wanted) throws Exception {
    String id = URLEncoder.encode(wanted.getKey(), StandardCharsets.UTF_8).replace("+", "%20");
    if (number(get(path + id), "events") != wanted.getValue()) {
      fault(fault);
    }
  }

  private void fault(String fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  private String get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(10)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /// The first number of a name in JSON, or -1.
  private static long number(String json, String name) {
    Matcher found = Pattern.compile('"' + name + "\":(\\d+)").matcher(json);
    return found.find() ? Long.parseLong(found.group(1)) : -1;
  }

  private static Map<String, Long> rejected(String status) {
    Map<String, Long> counts = new TreeMap<>();
    Matcher object = Pattern.compile("\"rejected\":\\{([^}]*)}").matcher(status);
    if (object.find()) {
      Matcher each = Pattern.compile("\"([^\"]+)\":(\\d+)").matcher(object.group(1));
      while (each.find()) {
        counts.put(each.group(1), Long.parseLong(each.group(2)));
      }
    }
    return counts;
  }

  /// Prints what was compared.
  ///
  /// @return whether there was no difference
  private boolean tell(int good, int bad, long seed, double seconds, String status, boolean json) {
    Map<String, Long> rejected = rejected(status);
    var reasons = new TreeSet<>(expected.keySet());
    reasons.addAll(letters.keySet());
    reasons.addAll(rejected.keySet());
    reasons.remove(LEARNED);
    long wanted = expected.getOrDefault(LEARNED, 0L);
    long learned = number(status, LEARNED);
    long differences = Math.abs(learned - wanted);
    List<String> rows = new ArrayList<>();
    List<String> objects = new ArrayList<>();
    for (String reason : reasons) {
      long parser = expected.getOrDefault(reason, 0L);
      long letter = letters.getOrDefault(reason, 0L);
      long counted = rejected.getOrDefault(reason, 0L);
      differences += Math.abs(letter - parser) + Math.abs(counted - parser);
      rows.add("| %s | %,d | %,d | %,d |".formatted(reason, parser, letter, counted));
      objects.add(
          "\"%s\":{\"sent\":%d,\"deadLetters\":%d,\"status\":%d}"
              .formatted(reason, parser, letter, counted));
    }
    List<String> faultObjects = new ArrayList<>();
    for (var fault : faults.entrySet()) {
      differences += fault.getValue();
      rows.add("| %s | 0 | %,d | |".formatted(fault.getKey(), fault.getValue()));
      faultObjects.add("\"%s\":%d".formatted(fault.getKey(), fault.getValue()));
    }
    if (json) {
      System.out.printf(
          "{\"seed\":%d,\"good\":%d,\"bad\":%d,\"leftValid\":%d,\"seconds\":%.1f,\"learned\":{\"sent\":%d,\"status\":%d},\"rejected\":{%s},\"faults\":{%s},\"differences\":%d}%n",
          seed,
          good,
          bad,
          mutantsLeftValid,
          seconds,
          wanted,
          learned,
          String.join(",", objects),
          String.join(",", faultObjects),
          differences);
    } else {
      System.out.printf(
          "seed %d: %,d good events and %,d others, of which %,d turned out valid, handled in %.1f"
              + " s; %,d users and %,d items compared%n%n",
          seed, good, bad, mutantsLeftValid, seconds, eventsOfUser.size(), eventsOfItem.size());
      System.out.println("| | sent, by the parser | dead letters | /v1/status |");
      System.out.println("|---|---|---|---|");
      System.out.printf("| learned | %,d | | %,d |%n", wanted, learned);
      rows.forEach(System.out::println);
      System.out.printf(
          "%n%s%n", differences == 0 ? "no difference" : differences + " DIFFERENCES");
    }
    return differences == 0;
  }
}
