package io.millrace.producer.json;

import io.millrace.model.event.InvalidEventException;
import java.util.function.Supplier;

/// Hears of fields that nobody knows: what stands in them has no effect.
@FunctionalInterface
public interface UnknownFields {
  /// Passes over them.
  UnknownFields IGNORED = (_, _) -> {};

  /// Takes the first one for a fault of the record.
  UnknownFields REFUSED =
      (_, fault) -> {
        throw fault.get();
      };

  /// @param name of the field, of any characters
  /// @param fault that says which field may have been meant
  void found(String name, Supplier<InvalidEventException> fault);
}
