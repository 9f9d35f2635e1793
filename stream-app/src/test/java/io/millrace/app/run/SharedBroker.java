package io.millrace.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests a parameter of type [Running]: one broker with the topics that events and items come
/// from, for all test classes of the JVM, since it takes seconds to start.
public final class SharedBroker implements ParameterResolver {

  /// A broker and a folder for files, both gone when the last test is over.
  public record Running(EmbeddedBroker broker, Path folder) implements AutoCloseable {
    public String bootstrapServers() {
      return broker.bootstrapServers();
    }

    @Override
    public void close() throws IOException {
      broker.close();
      List<Path> all;
      try (Stream<Path> found = Files.walk(folder)) {
        all = found.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : all) {
        Files.deleteIfExists(each);
      }
    }
  }

  /// The one broker, started if this is the first test that needs it.
  public static Running of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedBroker.class))
        .computeIfAbsent(Running.class, any -> start(), Running.class);
  }

  /// A new broker of one's own.
  public static Running start() {
    try {
      Path folder = Files.createTempDirectory("millrace-test");
      var broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
      var settings = TestSettings.of(broker.bootstrapServers(), "any", folder.resolve("streams"));
      try (var topics = new Topics(settings)) {
        topics.createInputs(Topics.DEFAULT_PARTITIONS);
      }
      return new Running(broker, folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Running.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return of(context);
  }
}
