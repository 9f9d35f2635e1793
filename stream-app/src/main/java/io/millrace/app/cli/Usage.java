package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Growth;
import io.millrace.producer.send.Pacing;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Checks of options that several commands have. What fails is wrong usage: exit code 2.
final class Usage {
  private static final double MAX_RATE = 1e9;
  static final int MAX_PORT = 65_535;

  private Usage() {}

  /// @param rate events a second, 0 for as fast as it goes
  static Pacing pacing(@Nullable CommandSpec spec, double rate) {
    require(
        spec,
        rate >= 0 && rate <= MAX_RATE,
        "--rate is " + rate + ", but must be between 0 and 1e9");
    return rate == 0 ? new Pacing.Unlimited() : new Pacing.PerSecond(rate);
  }

  static void requireEvents(@Nullable CommandSpec spec, long maxEvents) {
    require(spec, maxEvents >= 0, "--events is " + maxEvents + ", but must not be negative");
  }

  static void requirePort(@Nullable CommandSpec spec, int port) {
    require(
        spec,
        port >= 0 && port <= MAX_PORT,
        "--port is " + port + ", but must be between 0 and " + MAX_PORT);
  }

  static void requireSimilarUsers(@Nullable CommandSpec spec, int count) {
    require(
        spec,
        count >= 0 && count <= AppSettings.MAX_SIMILAR_USERS,
        "--similar-users is "
            + count
            + ", but must be between 0 and "
            + AppSettings.MAX_SIMILAR_USERS);
  }

  static Growth growth(@Nullable CommandSpec spec, GrowthOptions options) {
    try {
      return options.growth();
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          Output.commandLine(spec), "--" + String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /// What some options make together.
  static <T> T valid(@Nullable CommandSpec spec, Supplier<T> options) {
    try {
      return options.get();
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          Output.commandLine(spec), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  static void require(@Nullable CommandSpec spec, boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(Output.commandLine(spec), message);
    }
  }
}
