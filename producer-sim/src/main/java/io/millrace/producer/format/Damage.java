package io.millrace.producer.format;

import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Compressed files that are cut off or damaged.
final class Damage {
  private Damage() {}

  /// What to tell of a fault: what it is if the compression is to blame, else the fault itself.
  ///
  /// @param records that were read before
  static RuntimeException of(String file, long records, UncheckedIOException fault) {
    String detail = detail(fault.getCause());
    return detail.isEmpty()
        ? fault
        : new UnreadableFileException(
            file,
            "%s after %,d records. Fetch it again, or unpack what is there (gzip -dc, zstd -dc) and read that"
                .formatted(detail, records));
  }

  private static String detail(@Nullable IOException fault) {
    boolean isCut =
        fault instanceof EOFException
            || (fault instanceof ZstdIOException
                && String.valueOf(fault.getMessage()).contains("runcated"));
    boolean isDamaged = fault instanceof ZipException || fault instanceof ZstdIOException;
    return isCut ? "is cut off" : isDamaged ? "is damaged: its compression is wrong" : "";
  }
}
