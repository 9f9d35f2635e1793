package io.millrace.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.ops.Tools;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of an evaluation, opened in a browser.
class EvaluationPageTest {
  private static final int OURS = 0xd1495b;
  private static final int FIRST_COMPARED = 0x5b6c8f;

  /// Height within which the table with its coloured keys ends, in pixels.
  private static final int BELOW_TABLE = 260;

  @TempDir private Path folder = Path.of("");
  private Path browser = Path.of("");
  private String page = "";

  @BeforeEach
  void writePage() throws IOException {
    browser = Tools.require("chromium");
    page = folder.resolve("page.html").toString();
    String events = EventFile.write(folder.resolve("u.data"), 600, 1).path().toString();
    assertThat(Console.run("evaluate", events, "--compare", "item-knn", "--html", page).exitCode())
        .isZero();
  }

  @Test
  void theBrowserDrawsTheCurves() throws IOException, InterruptedException {
    Path picture = folder.resolve("page.png");
    open("--screenshot=" + picture, "--window-size=1200,1600");
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(pixels(image, OURS)).isGreaterThan(500);
    assertThat(pixels(image, FIRST_COMPARED)).isGreaterThan(500);
  }

  @Test
  void theBrowserKeepsWhatWasWritten() throws IOException, InterruptedException {
    String document = open("--dump-dom");
    assertThat(document).contains("hr@10 by tenth of the stream", "item-knn", "learningRate");
    assertThat(document.split("<polyline", -1)).hasSize(1 + 2 * 3);
  }

  private String open(String... options) throws IOException, InterruptedException {
    String[] command = new String[options.length + 6];
    command[0] = browser.toString();
    command[1] = "--headless";
    command[2] = "--no-sandbox"; // the page is our own, and a container has no sandbox
    command[3] = "--disable-gpu";
    command[4] = "--user-data-dir=" + folder.resolve("profile");
    System.arraycopy(options, 0, command, 5, options.length);
    command[command.length - 1] = Path.of(page).toUri().toString();
    String output = Tools.run(folder, command);
    assertThat(output).startsWith("0\n");
    return output;
  }

  /// Pixels of about a colour, in the drawings.
  private static long pixels(BufferedImage image, int colour) {
    long count = 0;
    for (int y = BELOW_TABLE; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += isNear(image.getRGB(x, y), colour) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isNear(int a, int b) {
    int distance = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      distance += Math.abs((a >> shift & 0xff) - (b >> shift & 0xff));
    }
    return distance < 40;
  }
}
