package io.millrace.app.http;

import io.millrace.app.run.SharedBroker;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests a parameter of type [Instance]: one for all test classes of the JVM. Each test uses
/// users and items of its own.
final class SharedInstance implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Instance.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // The broker first: what is stored last is closed first.
    SharedBroker.Running broker = SharedBroker.of(context);
    return context
        .getRoot()
        .getStore(Namespace.create(SharedInstance.class))
        .computeIfAbsent(Instance.class, any -> Instance.start(broker, "shared"), Instance.class);
  }
}
