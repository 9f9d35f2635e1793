package io.millrace.app.cli;

import io.millrace.producer.EventSource;
import io.millrace.producer.format.EventFiles;
import io.millrace.producer.format.ItemFiles;
import io.millrace.producer.format.ItemSource;
import io.millrace.producer.format.ListedItem;
import io.millrace.producer.format.MalformedLine;
import io.millrace.producer.format.ReadOptions;
import io.millrace.producer.send.ItemSender;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Files of events and items, with their malformed lines reported.
final class Sources {
  /// Malformed lines that are reported one by one; the rest is only counted.
  private static final int MAX_REPORTED = 20;

  private Sources() {}

  static EventSource events(
      String fileOrDash, ReadOptions options, boolean strict, PrintWriter err) {
    return EventFiles.open(
        fileOrDash, System.in, options, strict ? MalformedLine.STRICT : reporter(err));
  }

  static ItemSource items(Path file, ReadOptions options, boolean strict, PrintWriter err) {
    return ItemFiles.open(file, options, strict ? MalformedLine.STRICT : reporter(err));
  }

  /// Sends items to their end and returns how many there were.
  static long send(ItemSource items, ItemSender sender) {
    long sent = 0;
    for (ListedItem item = items.next(); item != null; item = items.next()) {
      sender.send(item.itemId(), item.details());
      sent++;
    }
    sender.flush();
    return sent;
  }

  /// Prints the first malformed lines.
  static Consumer<MalformedLine> reporter(PrintWriter err) {
    int[] reported = {0};
    return line -> {
      if (reported[0]++ < MAX_REPORTED) {
        err.printf("%s:%d: %s%n", line.file(), line.lineNumber(), line.reason());
      } else if (reported[0] == MAX_REPORTED + 1) {
        err.printf("%s: further malformed lines are counted and not shown%n", line.file());
      }
      err.flush();
    };
  }
}
