package io.millrace.model.vector;

/// Where the elements of large arrays meet the borders of cache lines. A vector of 512 bits that
/// lies across a border takes two accesses to load, and most of what this library does is loading.
///
/// An array that takes at least half a region of the G1 collector begins at the start of a region
/// and stays there, so its elements can be aligned. This counts on compact object headers
/// (`-XX:+UseCompactObjectHeaders`) and on regions of up to 8 MiB, which G1 chooses for heaps of up
/// to 16 GiB. Otherwise everything works as well, only slower.
public final class AlignedArrays {
  /// Elements of an array of single precision that fills 4 MiB with its header, so that it leaves
  /// nothing unused in regions of up to 4 MiB.
  public static final int LARGE = (1 << 20) - 4;

  private static final int LINE_BYTES = 64;
  private static final int HEADER_BYTES = 12;

  /// Index of the first element of a large array that begins a cache line.
  public static final int FIRST = (LINE_BYTES - HEADER_BYTES) / Float.BYTES;

  private AlignedArrays() {}
}
