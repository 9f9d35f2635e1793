package io.millrace.app.bridge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Schemas by their ids, from folders and registries, in the order in which they are named. What
/// was found is kept: an id always means the same. Safe for any number of threads.
final class Schemas {
  private static final int MAX_KEPT = 1_000;

  /// For which an id that nobody knows is not asked for again, so that records with a wrong one are
  /// told fast and do not flood the registry.
  private static final long UNKNOWN_NANOS = Duration.ofSeconds(30).toNanos();

  /// Where schemas come from.
  interface Source {
    /// @throws SchemasUnavailableException if it cannot be told at the moment
    Optional<WireSchema> find(int id);

    /// What it is, for messages; no credentials.
    String description();
  }

  private record Found(Optional<WireSchema> schema, long askedNanos) {
    boolean isFresh(long nowNanos) {
      return schema.isPresent() || nowNanos - askedNanos < UNKNOWN_NANOS;
    }
  }

  private final List<Source> sources;
  private final Map<Integer, Found> kept = new LinkedHashMap<>(64, 0.75f, true); // guarded by it

  Schemas(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /// Whether there is anywhere to look.
  boolean areThere() {
    return !sources.isEmpty();
  }

  String description() {
    return sources.stream().map(Source::description).collect(Collectors.joining(" and "));
  }

  /// @throws SchemasUnavailableException if it cannot be told at the moment
  Optional<WireSchema> find(int id) {
    synchronized (kept) {
      Found known = kept.get(id);
      if (known != null && known.isFresh(System.nanoTime())) {
        return known.schema();
      }
    }
    Optional<WireSchema> schema = ask(id);
    synchronized (kept) {
      kept.put(id, new Found(schema, System.nanoTime()));
      if (kept.size() > MAX_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return schema;
  }

  private Optional<WireSchema> ask(int id) {
    for (Source source : sources) {
      Optional<WireSchema> found = source.find(id);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
