package io.millrace.app.run;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Pattern;

/// Names and addresses of machines, as they stand in settings and in URLs.
public final class Hosts {
  /// Listens everywhere, but leads nowhere: an instance that gives it to others sends them to
  /// themselves.
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private static final Pattern IN_URL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f.]*(:[0-9A-Fa-f.]*){2,}");

  private Hosts() {}

  /// A host without the brackets that an IPv6 address may have.
  static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /// Whether a host stands for all addresses of a machine.
  public static boolean isWildcard(String host) {
    return WILDCARDS.contains(bare(host));
  }

  /// A host by which others can reach this machine, which a wildcard is not.
  ///
  /// @throws IllegalArgumentException if it cannot stand in a URL
  static String reachable(String name, String host) {
    String bare = bare(host);
    if (isWildcard(bare)) {
      return ownAddress();
    }
    if (!IN_URL.matcher(bare).matches()) {
      throw new IllegalArgumentException(
          "%s is '%s', which cannot stand in a URL: letters, digits, dots and hyphens can"
              .formatted(name, host));
    }
    return bare;
  }

  /// Host and port with a colon between, the form of Kafka and of URLs.
  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static String ownAddress() {
    try {
      String address = InetAddress.getLocalHost().getHostAddress();
      int zone = address.indexOf('%');
      return zone < 0 ? address : address.substring(0, zone);
    } catch (UnknownHostException unnamed) {
      return InetAddress.getLoopbackAddress().getHostAddress();
    }
  }
}
