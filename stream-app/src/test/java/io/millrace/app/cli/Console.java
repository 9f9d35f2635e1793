package io.millrace.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/// What a command of the program, run in this JVM, left behind.
///
/// @param exitCode of the command
/// @param out lines on standard output
/// @param err lines on standard error
record Console(int exitCode, List<String> out, List<String> err) {

  static Console run(String... arguments) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (var outStream = new PrintStream(out, true, UTF_8);
        var errStream = new PrintStream(err, true, UTF_8)) {
      System.setOut(outStream);
      System.setErr(errStream);
      int exitCode = Millrace.run(arguments);
      return new Console(exitCode, lines(out), lines(err));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
      lowerLogLevels();
    }
  }

  /// The number behind a name in the summary.
  long summary(String name) {
    return summary(name, out, err);
  }

  /// The number behind a name in the summary that these lines of standard output hold.
  static long summary(String name, List<String> out, List<String> err) {
    return out.stream()
        .map(String::strip)
        .filter(line -> line.matches(Pattern.quote(name) + " +[\\d,.]+"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1).replace(",", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no '" + name + "' in " + out + " " + err));
  }

  /// As logback.xml has them: what a command raised would go to the output of the next.
  private static void lowerLogLevels() {
    level(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.OFF);
    level("org.apache.kafka", Level.OFF);
    level("io.millrace", Level.WARN);
  }

  private static void level(String name, Level level) {
    ((Logger) LoggerFactory.getLogger(name)).setLevel(level);
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(UTF_8).lines().toList();
  }
}
