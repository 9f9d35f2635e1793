import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.producer.json.InteractionJson;
import io.millrace.producer.json.ItemJson;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// How many JSON documents a CPU-second reads:
///
///     java -cp "stream-app/target/dist/lib/*" benchmarks/JsonRates.java
///
/// Each line is the median of 9 rounds after 5 that are not counted.
final class JsonRates {
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 5;
  private static final int DOCUMENTS = 400_000;

  private JsonRates() {}

  interface Reader {
    Object read(byte[] json);
  }

  public static void main(String[] args) {
    byte[] small = "{\"userId\":\"user-4711\",\"itemId\":\"i000042\",\"type\":\"view\",\"timestamp\":1767225600000}".getBytes(UTF_8);
    byte[] full =
        ("{\"eventId\":\"e-000000000042\",\"userId\":\"user-4711\",\"itemId\":\"i000042\","
                + "\"type\":\"purchase\",\"value\":2.5,\"timestamp\":1767225600000,"
                + "\"recommendationId\":\"0b7f8a9e-55cc-4b1c-9e59-7a40e5f1b3c1\"}")
            .getBytes(UTF_8);
    byte[] item =
        "{\"title\":\"The Winter Tower\",\"categories\":[\"Drama\",\"Crime\"],\"attributes\":{\"price\":12.5,\"brand\":\"acme\",\"inStock\":true}}"
            .getBytes(UTF_8);
    byte[] batch =
        ("[" + (new String(full, UTF_8) + ",").repeat(999) + new String(full, UTF_8) + "]")
            .getBytes(UTF_8);
    report("events, 4 fields", small, DOCUMENTS, 1, InteractionJson::parseMessage);
    report("events, 7 fields", full, DOCUMENTS, 1, InteractionJson::parseMessage);
    report("events in batches of 1,000", batch, DOCUMENTS / 1_000, 1_000, json -> InteractionJson.parseBatch(json, 1_000));
    report("items", item, DOCUMENTS, 1, ItemJson::parse);
  }

  private static void report(String name, byte[] json, int calls, int perCall, Reader reader) {
    var threads = ManagementFactory.getThreadMXBean();
    double[] rates = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = threads.getCurrentThreadCpuTime();
      int seen = 0;
      for (int i = 0; i < calls; i++) {
        seen += reader.read(json).hashCode() & 1;
      }
      double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      if (seen < 0) {
        throw new AssertionError();
      }
      if (round >= 0) {
        rates[round] = (double) calls * perCall / seconds;
      }
    }
    Arrays.sort(rates);
    System.out.printf("%-28s %,12.0f documents a CPU-second%n", name, rates[ROUNDS / 2]);
  }
}
