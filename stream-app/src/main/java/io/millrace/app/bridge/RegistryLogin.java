package io.millrace.app.bridge;

import io.millrace.app.run.StartException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// Where a schema registry is and how to log in to it. What is secret is in no text about it.
///
/// @param base without credentials, and without a slash at its end
/// @param authorization the header's value, empty for none
record RegistryLogin(String base, String authorization) {
  private static final String USER_INFO = "basic.auth.user.info";
  private static final String TOKEN = "bearer.auth.token";

  /// @param url may hold a user's name and password
  /// @param config may hold them as `basic.auth.user.info` (`name:password`), or a
  ///   `bearer.auth.token`
  /// @throws StartException if the URL is none
  static RegistryLogin of(String url, Map<String, String> config) {
    URI uri = parse(url);
    String userInfo =
        uri.getRawUserInfo() == null
            ? config.getOrDefault(USER_INFO, "")
            : URLDecoder.decode(uri.getRawUserInfo().replace("+", "%2B"), StandardCharsets.UTF_8);
    String base = url.replaceFirst("//[^/@]*@", "//").replaceAll("/+$", "");
    return new RegistryLogin(base, authorization(userInfo, config.getOrDefault(TOKEN, "")));
  }

  private static URI parse(String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Its message repeats the URL, in which there may be a password.
    }
    throw new StartException(
        "--schemas names a URL without a host: it is to look like http://registry:8081");
  }

  private static String authorization(String userInfo, String token) {
    if (!userInfo.isEmpty()) {
      return "Basic "
          + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }
    return token.isEmpty() ? "" : "Bearer " + token;
  }

  @Override
  public String toString() {
    return base;
  }
}
