package io.millrace.app.cli;

import io.millrace.app.run.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One embedded broker for all tests that ask for it; each uses topics of its own.
final class SharedBroker implements ParameterResolver {

  /// The broker, for as long as tests run.
  static final class Cluster implements AutoCloseable {
    private final Path folder;
    private final EmbeddedBroker broker;

    private Cluster() {
      try {
        folder = Files.createTempDirectory("millrace-broker");
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      broker = EmbeddedBroker.start(log(), 0);
    }

    String bootstrapServers() {
      return broker.bootstrapServers();
    }

    /// Where the broker keeps its log.
    Path log() {
      return folder.resolve("broker");
    }

    @Override
    public void close() throws IOException {
      broker.close();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent(Cluster.class, key -> new Cluster());
  }
}
