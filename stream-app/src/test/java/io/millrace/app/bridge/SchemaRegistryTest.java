package io.millrace.app.bridge;

import static io.millrace.app.bridge.TestRegistry.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.app.run.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaRegistryTest {
  private TestRegistry server;

  @BeforeEach
  void start() throws IOException {
    server = new TestRegistry();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Schemas schemas(String url, Map<String, String> config) {
    return new Schemas(List.of(new SchemaRegistry(RegistryLogin.of(url, config))));
  }

  @Test
  void aSchemaIsAskedForOnceWhetherItIsThereOrNot() {
    server.schema(7, TestMappings.VIEW_SCHEMA);
    Schemas schemas = schemas(server.url() + "/", Map.of());
    for (int i = 0; i < 3; i++) {
      assertThat(schemas.find(7)).get().isInstanceOf(WireSchema.Avro.class);
      assertThat(schemas.find(8)).isEmpty();
    }
    assertThat(server.asked).containsExactly("/schemas/ids/7", "/schemas/ids/8");
  }

  @Test
  void schemasThatASchemaRefersToAreReadFirst() {
    String money =
        "{\"type\":\"record\",\"name\":\"Money\",\"fields\":[{\"name\":\"cents\",\"type\":\"long\"}]}";
    String price =
        "{\"type\":\"record\",\"name\":\"Price\",\"fields\":[{\"name\":\"net\",\"type\":\"Money\"}]}";
    String order =
        "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"price\",\"type\":\"Price\"}]}";
    server.answer(
        "/schemas/ids/3",
        "{\"schema\":%s,\"references\":[{\"name\":\"Price\",\"subject\":\"shop/price\",\"version\":2}]}"
            .formatted(quoted(order)));
    server.answer(
        "/subjects/shop%2Fprice/versions/2",
        "{\"schema\":%s,\"references\":[{\"name\":\"Money\",\"subject\":\"money\",\"version\":1}]}"
            .formatted(quoted(price)));
    server.answer("/subjects/money/versions/1", "{\"schema\":%s}".formatted(quoted(money)));
    Optional<WireSchema> found = schemas(server.url(), Map.of()).find(3);
    assertThat(found).get().asString().contains("Order", "Price", "Money", "cents");
  }

  @Test
  void credentialsComeFromTheUrlOrAFileAndAreInNoText() {
    String withLogin = server.url().replace("//", "//ann:se%40cret@");
    schemas(withLogin, Map.of()).find(1);
    schemas(server.url(), Map.of("basic.auth.user.info", "ann:se@cret")).find(1);
    schemas(server.url(), Map.of("bearer.auth.token", "t")).find(1);
    schemas(server.url(), Map.of()).find(1);
    assertThat(server.logins)
        .containsExactly("Basic YW5uOnNlQGNyZXQ=", "Basic YW5uOnNlQGNyZXQ=", "Bearer t", "null");
    RegistryLogin login = RegistryLogin.of(withLogin, Map.of());
    assertThat(login).hasToString(server.url());
    assertThat(new SchemaRegistry(login).description()).doesNotContain("cret");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> RegistryLogin.of("http://ann:se cret@", Map.of()))
        .satisfies(wrong -> assertThat(wrong.getMessage()).doesNotContain("cret"));
  }

  @Test
  void aRegistryThatDoesNotAnswerIsNoFaultOfARecord() {
    Schemas schemas = schemas(server.url(), Map.of());
    server.setAway(true);
    assertUnavailable(schemas, "does not answer as it should");
    server.setAway(false);
    server.schema(7, TestMappings.VIEW_SCHEMA);
    for (int status : List.of(500, 503, 401, 403)) {
      server.setStatus(status);
      assertUnavailable(schemas, "status " + status);
    }
    server.setStatus(200);
    server.answer("/schemas/ids/7", "<html>");
    assertUnavailable(schemas, "is no JSON");
    server.schema(7, TestMappings.VIEW_SCHEMA);
    assertThat(schemas.find(7)).isPresent();
  }

  private static void assertUnavailable(Schemas schemas, String why) {
    assertThatExceptionOfType(SchemasUnavailableException.class)
        .isThrownBy(() -> schemas.find(7))
        .withMessageContaining(why);
  }

  @Test
  void aStartWithoutARegistryIsRefusedInOneLine() {
    server.setAway(true);
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(
            () -> new SchemaRegistry(RegistryLogin.of(server.url(), Map.of())).requireAnswer())
        .withMessageContainingAll(server.url(), "--schemas right", "--schemas-config");
  }

  @Test
  void protobufAsTextSaysHowToCompileIt() {
    server.answer("/schemas/ids/5", "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");
    server.answer("/schemas/ids/6", "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}");
    Schemas schemas = schemas(server.url(), Map.of());
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> schemas.find(5))
        .withMessageContainingAll("protoc --include_imports", "5.desc", "--schemas");
    assertThat(schemas.find(6)).contains(new WireSchema.Json());
  }

  @Test
  void aFolderHoldsAFileForEachSchema(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("7.avsc"), TestMappings.VIEW_SCHEMA);
    Files.writeString(folder.resolve("8.json"), "{}");
    Files.writeString(folder.resolve("9.avsc"), "{\"type\":\"what\"}");
    var schemas = new Schemas(List.of(new SchemaFolder(folder)));
    assertThat(schemas.find(7)).get().isInstanceOf(WireSchema.Avro.class);
    assertThat(schemas.find(8)).contains(new WireSchema.Json());
    assertThat(schemas.find(10)).isEmpty();
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> schemas.find(9))
        .withMessageContaining("cannot read schema 9");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> new SchemaFolder(folder.resolve("none")))
        .withMessageContainingAll("neither a folder nor the URL");
  }
}
