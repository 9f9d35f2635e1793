package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.peers.MillraceIndex.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/// Compares the exact top K of Millrace with that of others. Run by `benchmarks/topk`.
public final class TopKPeers {
  private static final double WARM_UP_SECONDS = 4;
  private static final int MAX_ITEMS = 10_000_000;
  private static final int MAX_ROUNDS = 1_000;

  private int[] sizes = {10_000, 100_000, 1_000_000};
  private int rounds = 15;
  private boolean json;
  private boolean check;
  private Path programs = Path.of("");
  private Path data = Path.of("");

  private TopKPeers() {}

  /// @throws IOException if a temporary file cannot be written
  public static void main(String[] arguments) throws IOException {
    var main = new TopKPeers();
    try {
      main.parse(Arrays.asList(arguments).iterator());
    } catch (IllegalArgumentException wrong) {
      System.err.println("benchmarks/topk: " + wrong.getMessage());
      System.exit(2);
    }
    System.exit(main.run());
  }

  private void parse(Iterator<String> arguments) {
    while (arguments.hasNext()) {
      String option = arguments.next();
      switch (option) {
        case "--json" -> json = true;
        case "--check" -> check = true;
        case "--items" ->
            sizes =
                Arrays.stream(value(arguments, option).split(",", -1))
                    .mapToInt(text -> number(option, text, MAX_ITEMS))
                    .toArray();
        case "--rounds" -> rounds = number(option, value(arguments, option), MAX_ROUNDS);
        case "--programs" -> programs = Path.of(value(arguments, option));
        case "--data" -> data = Path.of(value(arguments, option));
        default ->
            throw new IllegalArgumentException(
                "unknown option '%s'; there are --json, --check, --items N,N and --rounds N"
                    .formatted(option));
      }
    }
  }

  private static String value(Iterator<String> arguments, String option) {
    if (!arguments.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return arguments.next();
  }

  private static int number(String option, String text, int most) {
    int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > most) {
      throw new IllegalArgumentException(
          "%s has '%s', but must be between 1 and %d".formatted(option, text, most));
    }
    return number;
  }

  private int run() throws IOException {
    var settings = new Settings(programs, rounds, WARM_UP_SECONDS);
    var report = new Report();
    for (VectorSource source : sources()) {
      for (int items : sizes) {
        System.err.printf("%s vectors, %,d items ...%n", source.kind(), items);
        measure(settings, source.make(items, queries(items)), report);
      }
    }
    System.out.println(json ? report.json() : report.table());
    for (Report.Figure missed : report.missed()) {
      System.err.printf(
          "benchmarks/topk: %s, %s, %,d items: %s %s, but must be %s%n",
          missed.name(),
          missed.kind(),
          missed.items(),
          Report.number(missed.value()),
          missed.unit(),
          missed.goal());
    }
    return check && !report.missed().isEmpty() ? 1 : 0;
  }

  private List<VectorSource> sources() {
    List<VectorSource> sources = new ArrayList<>();
    Path events = data.resolve("ml-100k").resolve("u.data");
    if (Files.exists(events)) {
      sources.add(new LearnedVectors(events));
    } else {
      System.err.println(
          "benchmarks/topk: MILLRACE_DATA names no folder with ml-100k/u.data, so there are no"
              + " learned vectors, and what must be reached on them is not checked");
    }
    sources.add(VectorSource.uniform());
    return sources;
  }

  /// So many that a round takes well below a second for most.
  private static int queries(int items) {
    return items >= 1_000_000 ? 32 : items >= 100_000 ? 64 : 256;
  }

  private static void measure(Settings settings, VectorSet vectors, Report report)
      throws IOException {
    var sorted = new MillraceIndex(vectors, Order.SORTED);
    var unsorted = new MillraceIndex(vectors, Order.UNSORTED);
    new PeerComparison(settings, vectors, report).run(sorted, unsorted);
    new OwnFigures(settings, vectors, report).run(sorted, unsorted);
  }
}
