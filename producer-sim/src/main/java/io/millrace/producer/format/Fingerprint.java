package io.millrace.producer.format;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/// Hash of all bytes that are read through a stream.
final class Fingerprint {
  // 64 bits: enough to tell apart the few sources that one topic ever holds.
  private static final int BYTES = 8;

  private final MessageDigest digest;

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  InputStream over(InputStream in) {
    return new DigestInputStream(in, digest);
  }

  /// Adds how the bytes are understood.
  void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The hash, in 16 hexadecimal digits. Call it once, at the end.
  String hex() {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  /// A fingerprint that no other source has: of a stream, whose content is not known beforehand.
  static String unique() {
    return HexFormat.of().toHexDigits(UUID.randomUUID().getLeastSignificantBits());
  }
}
