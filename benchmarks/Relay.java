import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/// Passes connections on to another address. Stopped by SIGSTOP it is a network that has come apart:
/// nothing arrives, and nobody is told.
///
/// `java Relay.java HOST PORT TARGET_HOST TARGET_PORT`
public final class Relay {
  private static final int MAX_CONNECTIONS = 1_000;

  private Relay() {}

  public static void main(String[] arguments) throws IOException {
    var places = new Semaphore(MAX_CONNECTIONS);
    try (var server =
        new ServerSocket(
            Integer.parseInt(arguments[1]), MAX_CONNECTIONS, InetAddress.getByName(arguments[0]))) {
      while (true) {
        places.acquireUninterruptibly();
        Socket from = server.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (from;
                      var to = new Socket(arguments[2], Integer.parseInt(arguments[3]))) {
                    Thread back = Thread.ofVirtual().start(() -> copy(to, from));
                    copy(from, to);
                    back.join();
                  } catch (IOException | InterruptedException ended) {
                    // As if the connection had not been passed on.
                  } finally {
                    places.release();
                  }
                });
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException ended) {
      // The other direction ends too.
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // It is of no use any more.
    }
  }
}
