import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Asks an instance for recommendations at a fixed rate, and measures each answer from the moment
/// its request was due, whether or not the connection was free by then: a server that stalls is
/// charged for all who wait meanwhile.
///
/// `java HttpLoad.java URL USERS RATE SECONDS [CONNECTIONS]`: users are named user0 to user(USERS-1).
/// Prints one line of JSON with latencies in milliseconds.
public class HttpLoad {
  private static final int TIMEOUT_MILLIS = 10_000;

  public static void main(String[] arguments) throws Exception {
    URI url = URI.create(arguments[0]);
    int users = Integer.parseInt(arguments[1]);
    int rate = Integer.parseInt(arguments[2]);
    int seconds = Integer.parseInt(arguments[3]);
    int connections = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 32;

    int requests = Math.multiplyExact(rate, seconds);
    int warmUp = requests / 4; // not counted
    long[] nanos = new long[requests];
    var next = new AtomicInteger();
    var failed = new AtomicLong();
    long start = System.nanoTime() + 100_000_000;
    Thread[] threads = new Thread[connections];
    for (int i = 0; i < connections; i++) {
      var random = new SplittableRandom(i);
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (var socket = new Socket(url.getHost(), url.getPort())) {
                      socket.setTcpNoDelay(true);
                      socket.setSoTimeout(TIMEOUT_MILLIS);
                      OutputStream out = socket.getOutputStream();
                      InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
                      int request;
                      while ((request = next.getAndIncrement()) < requests) {
                        long due = start + request * 1_000_000_000L / rate;
                        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                          LockSupport.parkNanos(due - now);
                        }
                        out.write(
                            ("GET /v1/users/user%d/recommendations?k=10 HTTP/1.1\r\nHost: %s\r\n\r\n"
                                    .formatted(random.nextInt(users), url.getAuthority()))
                                .getBytes(StandardCharsets.US_ASCII));
                        if (!readsOk(in)) {
                          failed.incrementAndGet();
                        }
                        nanos[request] = System.nanoTime() - due;
                      }
                    } catch (IOException broken) {
                      System.err.println("a connection broke: " + broken);
                      failed.incrementAndGet();
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long elapsed = System.nanoTime() - start;
    long[] sorted = Arrays.stream(nanos).skip(warmUp).sorted().toArray();
    System.out.printf(
        "{\"asked\":%d,\"perSecond\":%.0f,\"failed\":%d,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"p999\":%.2f,\"max\":%.2f}%n",
        requests,
        requests * 1e9 / elapsed,
        failed.get(),
        at(sorted, 0.5),
        at(sorted, 0.9),
        at(sorted, 0.99),
        at(sorted, 0.999),
        sorted[sorted.length - 1] / 1e6);
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))] / 1e6;
  }

  /// Reads one answer with a length; whether its status is 200.
  private static boolean readsOk(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).trim());
      }
    }
    in.skipNBytes(length);
    return status.contains(" 200 ");
  }

  private static String line(InputStream in) throws IOException {
    var text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server closed the connection");
      }
      if (c != '\r') {
        text.append((char) c);
      }
    }
    return text.toString();
  }
}
