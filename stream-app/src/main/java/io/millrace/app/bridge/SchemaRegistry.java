package io.millrace.app.bridge;

import io.millrace.app.run.Failures;
import io.millrace.app.run.StartException;
import io.millrace.model.event.InvalidEventException;
import io.millrace.producer.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/// A registry of schemas with Confluent's REST interface, which others have too. Only what is
/// needed to read records: `GET /schemas/ids/{id}`, and the versions of subjects that a schema
/// refers to.
final class SchemaRegistry implements Schemas.Source, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int TRIES = 3;
  private static final long PAUSE_MILLIS = 200;
  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  /// Schemas that one refers to, and those refer to, all together.
  private static final int MAX_REFERENCES = 100;

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final RegistryLogin login;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  SchemaRegistry(RegistryLogin login) {
    this.login = login;
  }

  /// @throws StartException if it does not answer, or wants another login
  void requireAnswer() {
    try {
      get("/schemas/types");
    } catch (SchemasUnavailableException silent) {
      throw new StartException(
          silent.getMessage()
              + ": is --schemas right, and the registry running? Credentials go into the URL, or a file for --schemas-config",
          silent);
    }
  }

  @Override
  public Optional<WireSchema> find(int id) {
    return get("/schemas/ids/" + id).map(answer -> schema(id, answer));
  }

  @Override
  public String description() {
    return "the registry at " + login;
  }

  private WireSchema schema(int id, JsonValue.Fields answer) {
    return switch (textOr(answer, "schemaType", "AVRO")) {
      case "AVRO" -> new WireSchema.Avro(avro(id, answer));
      case "JSON" -> new WireSchema.Json();
      case "PROTOBUF" ->
          throw new StartException(
              "schema %d is Protobuf, of which the registry has the text only: compile it with 'protoc --include_imports --descriptor_set_out=%d.desc', and name the folder with one more --schemas"
                  .formatted(id, id));
      case String other ->
          throw RecordDecoder.malformed("schema", id, "is of the unknown type " + other);
    };
  }

  private Schema avro(int id, JsonValue.Fields answer) {
    try {
      Map<String, String> needed = new LinkedHashMap<>();
      collect(answer, needed);
      var parser = new Schema.Parser();
      needed.values().forEach(parser::parse);
      return parser.parse(textOr(answer, "schema", ""));
    } catch (AvroRuntimeException wrong) {
      throw RecordDecoder.malformed("schema", id, "cannot be read: " + wrong.getMessage());
    }
  }

  /// Adds the schemas that one refers to, each behind those that it refers to itself.
  private void collect(JsonValue.Fields answer, Map<String, String> needed) {
    if (!(answer.byName().get("references") instanceof JsonValue.Elements references)) {
      return;
    }
    for (JsonValue each : references.values()) {
      if (each instanceof JsonValue.Fields reference) {
        collectOne(reference, needed);
      }
    }
  }

  private void collectOne(JsonValue.Fields reference, Map<String, String> needed) {
    String path =
        "/subjects/%s/versions/%s"
            .formatted(
                URLEncoder.encode(textOr(reference, "subject", ""), StandardCharsets.UTF_8),
                textOr(reference, "version", ""));
    if (needed.containsKey(path)) {
      return;
    }
    if (needed.size() >= MAX_REFERENCES) {
      throw new AvroRuntimeException("it refers to more than " + MAX_REFERENCES + " others");
    }
    JsonValue.Fields found =
        get(path).orElseThrow(() -> new AvroRuntimeException("there is no " + path));
    collect(found, needed);
    needed.put(path, textOr(found, "schema", ""));
  }

  private static String textOr(JsonValue.Fields fields, String name, String otherwise) {
    return switch (fields.byName().get(name)) {
      case JsonValue.Text(String text) -> text;
      case JsonValue.Numeral(String text) -> text;
      case null, default -> otherwise;
    };
  }

  /// The answer, or nothing if there is no such thing.
  ///
  /// @throws SchemasUnavailableException if the registry cannot tell
  private Optional<JsonValue.Fields> get(String path) {
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      try {
        HttpResponse<byte[]> response = send(request(path));
        if (response.statusCode() == OK) {
          return Optional.of(document(path, response.body()));
        }
        if (response.statusCode() == NOT_FOUND) {
          return Optional.empty();
        }
        failures.add("it answers with status " + response.statusCode());
        if (response.statusCode() < 500) {
          break; // Another try would get the same answer.
        }
      } catch (IOException silent) {
        failures.add(Failures.line(silent));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw unavailable("the wait for it was interrupted");
      }
      pause();
    }
    throw unavailable(failures.getLast());
  }

  private SchemasUnavailableException unavailable(String why) {
    return new SchemasUnavailableException(
        "the schema registry at %s does not answer as it should (%s)".formatted(login, why));
  }

  private HttpRequest request(String path) {
    var request =
        HttpRequest.newBuilder(URI.create(login.base() + path))
            .timeout(TIMEOUT)
            .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
    if (!login.authorization().isEmpty()) {
      request.header("Authorization", login.authorization());
    }
    return request.build();
  }

  /// The time limit of a request ends with the headers of its answer, so the whole has one too.
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    var handler = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES);
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, handler);
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw new IOException(Failures.line(failed), failed);
    } catch (TimeoutException slow) {
      throw new IOException("no answer within " + TIMEOUT.toSeconds() + " s", slow);
    } finally {
      answer.cancel(true);
    }
  }

  /// Lists are taken for an empty object: nobody asks for what is in them.
  private JsonValue.Fields document(String path, byte[] body) throws IOException {
    if (body.length > 0 && body[0] == '[') {
      return new JsonValue.Fields(Map.of());
    }
    try {
      return JsonValue.parseObject(body);
    } catch (InvalidEventException noJson) {
      throw new IOException("its answer to " + path + ": " + noJson.getMessage());
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
