package io.millrace.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A file like MovieLens' `u.data`, of which the right counts are known.
///
/// @param path of the file
/// @param byUser events of each user
/// @param byItem events with each item
record EventFile(Path path, Map<String, Long> byUser, Map<String, Long> byItem) {

  static EventFile write(Path path, int events, long seed) throws IOException {
    var random = new Random(seed);
    Map<String, Long> byUser = new TreeMap<>();
    Map<String, Long> byItem = new TreeMap<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      String user = "u" + random.nextInt(60);
      String item = "i" + random.nextInt(120);
      byUser.merge(user, 1L, Long::sum);
      byItem.merge(item, 1L, Long::sum);
      lines.add("%s\t%s\t%d\t%d".formatted(user, item, 1 + random.nextInt(5), 880_000_000 + i));
    }
    Files.write(path, lines);
    return new EventFile(path, byUser, byItem);
  }
}
