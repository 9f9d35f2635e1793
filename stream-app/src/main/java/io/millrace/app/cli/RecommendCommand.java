package io.millrace.app.cli;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;
import io.millrace.app.http.Answers;
import io.millrace.app.http.Api;
import io.millrace.app.run.StartException;
import io.millrace.model.event.Ids;
import io.millrace.model.event.InvalidEventException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Asks a running instance what it recommends to a user.
@Command(name = "recommend", description = "Ask a running instance what it recommends to a user.")
final class RecommendCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Jsonb JSON = Jsonb.builder().build();

  @Parameters(paramLabel = "USER", description = "Id of the user.")
  private String userId = "";

  @Option(
      names = "--url",
      defaultValue = "${env:MILLRACE_URL:-http://127.0.0.1:8080}",
      description =
          "The instance, with the path of a proxy if any (env MILLRACE_URL; default: ${DEFAULT-VALUE}).")
  private String url = "";

  @Option(names = "-k", defaultValue = "10", description = "How many (default: ${DEFAULT-VALUE}).")
  private int k;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    requireUser();
    Usage.require(
        spec, k >= 1 && k <= Api.MAX_K, "-k is " + k + ", but must be between 1 and " + Api.MAX_K);
    HttpResponse<String> response = ask(target());
    if (response.statusCode() != 200) {
      throw new StartException(
          "%s answers: %s".formatted(url, read(Answers.ProblemDetails.class, response).detail()));
    }
    print(read(Answers.Recommendations.class, response));
    return 0;
  }

  private void requireUser() {
    try {
      Ids.requireValid("USER", userId);
    } catch (InvalidEventException wrong) {
      throw new ParameterException(
          Output.commandLine(spec), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  /// Where the instance tells what it recommends. What stands in front of it may serve it under a
  /// path.
  ///
  /// @throws ParameterException if the URL is none of a server
  private URI target() {
    String id = URLEncoder.encode(userId, StandardCharsets.UTF_8).replace("+", "%20");
    try {
      var server = new URI(url);
      Usage.require(spec, isServer(server), wrongUrl());
      String base = server.getScheme() + "://" + server.getRawAuthority() + server.getRawPath();
      return URI.create(
          (base.endsWith("/") ? base : base + "/") + "v1/users/" + id + "/recommendations?k=" + k);
    } catch (URISyntaxException wrong) {
      throw new ParameterException(Output.commandLine(spec), wrongUrl(), wrong);
    }
  }

  private static boolean isServer(URI uri) {
    return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
        && uri.getHost() != null
        && uri.getPort() <= Usage.MAX_PORT
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null;
  }

  private String wrongUrl() {
    return "--url is '%s', but must be like http://host:8080 or https://host/path, without ? or #"
        .formatted(url);
  }

  private <T> T read(Class<T> type, HttpResponse<String> response) {
    try {
      return JSON.type(type).fromJson(response.body());
    } catch (JsonException other) {
      throw new StartException(
          "what answers at %s (status %d) is no Millrace: choose another with --url"
              .formatted(url, response.statusCode()),
          other);
    }
  }

  private HttpResponse<String> ask(URI target) throws InterruptedException {
    try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      return client.send(
          HttpRequest.newBuilder(target).timeout(TIMEOUT).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new StartException(
          "no instance answers at %s: is one running? 'bin/millrace demo' starts one"
              .formatted(url),
          failure);
    }
  }

  private void print(Answers.Recommendations answer) {
    PrintWriter out = Output.of(spec);
    out.printf("%s (%s)%n", answer.userId(), answer.strategy());
    out.printf("%4s  %9s  %-20s  %s%n", "rank", "score", "item", "title");
    int rank = 1;
    for (Answers.Item item : answer.items()) {
      out.printf(
          "%4d  %9.4f  %-20s  %s%n",
          rank++, item.score(), item.itemId(), Objects.requireNonNullElse(item.title(), ""));
    }
    out.flush();
  }
}
