import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Opens many connections, sends as many requests on each as it takes, and reads nothing.
///
/// `java SlowReaders.java URL CONNECTIONS SECONDS`
public final class SlowReaders {
  private static final int MAX_CONNECTIONS = 5_000;
  private static final int MAX_SECONDS = 120;
  private static final int RECEIVE_BYTES = 4_096;
  private static final int MOST_REQUESTS = 2_000; // of a connection

  private SlowReaders() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    URI url = URI.create(arguments[0]);
    int connections = Math.min(MAX_CONNECTIONS, Integer.parseInt(arguments[1]));
    int seconds = Math.min(MAX_SECONDS, Integer.parseInt(arguments[2]));
    String target = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    byte[] request = ("GET " + target + " HTTP/1.1\r\nHost: slow\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    List<SocketChannel> open = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
      channel.connect(new InetSocketAddress(url.getHost(), url.getPort()));
      channel.configureBlocking(false);
      open.add(channel);
    }
    int[] sent = new int[connections];
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = open.get(i);
        try {
          while (channel.isOpen()
              && sent[i] < MOST_REQUESTS
              && channel.write(ByteBuffer.wrap(request)) == request.length) {
            sent[i]++;
          }
        } catch (IOException closedByServer) {
          channel.close();
        }
      }
      Thread.sleep(100);
    }
    int closed = 0;
    for (SocketChannel channel : open) {
      try {
        // A connection that was reset tells so only when it is used.
        closed += channel.isOpen() && channel.write(ByteBuffer.wrap(request)) >= 0 ? 0 : 1;
      } catch (IOException closedByServer) {
        closed++;
      }
    }
    System.out.println(connections + " connections, " + closed + " closed by the server");
  }
}
