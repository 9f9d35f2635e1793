package io.millrace.producer;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/// Data sets for tests, which are not part of the project: they lie in the folder that the
/// environment variable `MILLRACE_DATA` names.
public final class DataSets {
  private static final String FOLDER = "MILLRACE_DATA";

  private DataSets() {}

  /// The file, such as `ml-100k/u.data`. Without it the calling test is aborted, or fails where the
  /// environment has `CI=true`.
  public static Path require(String name) {
    String folder = System.getenv(FOLDER);
    if (folder == null || folder.isBlank()) {
      return missing(name + " is needed, but " + FOLDER + " does not say where the data sets are");
    }
    Path file = Path.of(folder, name);
    return Files.isRegularFile(file) ? file : missing(file + " does not exist");
  }

  private static Path missing(String message) {
    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
  }
}
