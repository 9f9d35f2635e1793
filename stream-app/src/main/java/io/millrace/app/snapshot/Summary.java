package io.millrace.app.snapshot;

/// What a snapshot holds.
///
/// @param events handled before it: the sum of the offsets from which learning goes on, which are a
///   few more than events where transactional producers write
/// @param bytes of its files
public record Summary(int partitions, long users, long items, long events, long bytes) {

  static Summary of(Manifest manifest) {
    return new Summary(
        manifest.partitions().size(),
        rows(manifest, Table.USERS),
        rows(manifest, Table.ITEMS),
        manifest.partitions().stream().mapToLong(Manifest.Partition::nextInteraction).sum(),
        manifest.files().stream().mapToLong(Manifest.FileEntry::bytes).sum());
  }

  private static long rows(Manifest manifest, Table table) {
    return manifest.files().stream()
        .filter(each -> each.name().equals(table.file()))
        .mapToLong(Manifest.FileEntry::rows)
        .sum();
  }
}
