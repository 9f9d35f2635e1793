package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
  @TempDir private Path folder = Path.of("");
  private Path root = folder;

  @BeforeEach
  void name() {
    root = folder.resolve("data");
  }

  @Test
  void aMissingFolderIsMadeAndContinuedLater() throws IOException {
    try (var made = DataDirectory.open(root, false)) {
      write(made.broker());
    }
    try (var continued = DataDirectory.open(root, false)) {
      assertThat(continued.broker().resolve("log")).exists();
      assertThat(continued.streams()).hasParentRaw(continued.broker().getParent());
    }
  }

  @Test
  void freshDeletesWhatIsOurs() throws IOException {
    try (var old = DataDirectory.open(root, false)) {
      write(old.broker());
    }
    try (var fresh = DataDirectory.open(root, true)) {
      assertThat(fresh.broker()).doesNotExist();
    }
    try (var again = DataDirectory.open(root, false)) {
      assertThat(again.broker()).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFolderOfOthersIsRefusedAndNeverTouched(boolean fresh) throws IOException {
    write(root);
    Refusals.assertRefused(() -> DataDirectory.open(root, fresh))
        .contains(root.toString(), "--data-dir");
    assertThat(root.resolve("log")).hasContent("kept");
    assertThat(root).isDirectoryNotContaining(path -> path.toString().endsWith("lock"));
  }

  @Test
  void anotherFormatIsRefusedAndReplacedOnlyByAFreshStart() throws IOException {
    write(root);
    Files.writeString(root.resolve("millrace.format"), "99");
    Refusals.assertRefused(() -> DataDirectory.open(root, false)).contains("format 99", "--fresh");
    assertThat(root.resolve("log")).hasContent("kept");
    DataDirectory.open(root, true).close();
    assertThat(root.resolve("log")).doesNotExist();
    assertThatCode(() -> DataDirectory.open(root, false).close()).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatIsInUseIsRefusedAndNotTouched(boolean fresh) throws IOException {
    try (var used = DataDirectory.open(root, false)) {
      write(used.broker());
      Refusals.assertRefused(() -> DataDirectory.open(root, fresh))
          .contains("in use", "--data-dir");
      assertThat(used.broker().resolve("log")).hasContent("kept");
    }
    assertThatCode(() -> DataDirectory.open(root, false).close()).doesNotThrowAnyException();
  }

  @Test
  void aFileInTheWayIsTold() throws IOException {
    Files.writeString(root, "a file");
    Refusals.assertRefused(() -> DataDirectory.open(root, true))
        .contains("is a file", "--data-dir");
    Refusals.assertRefused(() -> DataDirectory.open(root.resolve("below"), false))
        .contains("cannot write", "--data-dir");
    assertThat(root).hasContent("a file");
  }

  @Test
  void aStartThatWasCutShortLeavesNothingThatIsRefused() throws IOException {
    Files.createDirectories(root);
    Files.createFile(root.resolve("millrace.lock"));
    assertThatCode(() -> DataDirectory.open(root, false).close()).doesNotThrowAnyException();
  }

  @Test
  void aLinkLeadsToTheFolder() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(root));
    try (var old = DataDirectory.open(link, false)) {
      write(old.broker());
    }
    try (var fresh = DataDirectory.open(link, true)) {
      assertThat(fresh.broker()).doesNotExist();
    }
    assertThat(link).isSymbolicLink();
  }

  private static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("log"), "kept");
  }
}
