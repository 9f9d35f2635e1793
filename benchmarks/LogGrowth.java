import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Watches a broker's data directory and prints how many bytes were written meanwhile to the logs of
/// topics whose names end in one of the given endings, in the order in which these are given.
///
/// Segments that are full may be cleaned at any time, which is no writing of Millrace's: what counts
/// is how much the newest segment of each partition grows, and the one that was the newest before.
///
/// `java LogGrowth.java DIRECTORY SECONDS ENDING...`
public final class LogGrowth {
  private static final long MAX_SECONDS = 3_600;
  private static final long PAUSE_MILLIS = 250;

  private LogGrowth() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    long seconds = Math.min(MAX_SECONDS, Long.parseLong(arguments[1]));
    List<String> endings = List.of(arguments).subList(2, arguments.length);
    long[] written = new long[endings.size()];
    Map<Path, TreeMap<String, Long>> before = partitions(directory);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
      Map<Path, TreeMap<String, Long>> now = partitions(directory);
      for (var partition : now.entrySet()) {
        int ending = endingOf(partition.getKey(), endings);
        TreeMap<String, Long> old = before.getOrDefault(partition.getKey(), new TreeMap<>());
        if (ending >= 0) {
          written[ending] += growth(old, partition.getValue());
        }
      }
      before = now;
    }
    var line = new StringBuilder();
    for (long bytes : written) {
      line.append(line.isEmpty() ? "" : " ").append(bytes);
    }
    System.out.println(line);
  }

  private static int endingOf(Path partition, List<String> endings) {
    String topic = partition.getFileName().toString().replaceFirst("-\\d+$", "");
    for (int i = 0; i < endings.size(); i++) {
      if (topic.endsWith(endings.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static long growth(TreeMap<String, Long> old, TreeMap<String, Long> now) {
    String newestBefore = old.isEmpty() ? "" : old.lastKey();
    long growth = 0;
    for (var segment : now.tailMap(newestBefore, true).entrySet()) {
      growth += Math.max(0, segment.getValue() - old.getOrDefault(segment.getKey(), 0L));
    }
    return growth;
  }

  /// Sizes of the segments of each partition by their names, which are in the order of offsets.
  private static Map<Path, TreeMap<String, Long>> partitions(Path directory) throws IOException {
    Map<Path, TreeMap<String, Long>> partitions = new HashMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(file -> file.getFileName().toString().endsWith(".log"))
          .forEach(
              file ->
                  partitions
                      .computeIfAbsent(file.getParent(), any -> new TreeMap<>())
                      .put(file.getFileName().toString(), size(file)));
    }
    return partitions;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0; // cleaned at this moment
    }
  }
}
