package io.flagpost.plugin.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, without the checked exception that no Java platform throws. */
final class FileDigest {
  private FileDigest() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** The hash of a file, in lower-case hex. */
  static String of(Path file) throws IOException {
    return copy(file, OutputStream.nullOutputStream());
  }

  /** Copies a file's bytes; returns the hash of exactly these bytes, in lower-case hex. */
  static String copy(Path file, OutputStream out) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
