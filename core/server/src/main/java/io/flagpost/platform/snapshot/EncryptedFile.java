package io.flagpost.platform.snapshot;

import io.flagpost.platform.files.OwnedFiles;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is encrypted and authenticated under the key-encryption key, and replaced as a whole:
 * even if the machine crashes, it has either the old content or the new one. Blocking; one thread
 * at a time.
 *
 * <p>It begins with eight letters, a version, and the id of its key in eight bytes, followed by the
 * nonce, the encrypted content and its tag, as written by {@link KeyWrapping#seal}. The header is
 * authenticated, too.
 */
public final class EncryptedFile {
  private static final byte[] LETTERS = "FLAGPREF".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int KEY_ID_BYTES = 8;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final int HEADER_BYTES = LETTERS.length + 1 + KEY_ID_BYTES;

  private final Path file;
  private final KeyWrapping wrapping;

  /**
   * @param file usually {@code reference.snapshot} in the data directory
   */
  public EncryptedFile(Path file, KeyWrapping wrapping) {
    this.file = file.toAbsolutePath();
    this.wrapping = wrapping;
  }

  /**
   * Reads the content; empty if there is no such file.
   *
   * @throws UnusableSnapshotException if it is damaged, has another version, is under an unknown
   *     key, or cannot be read
   */
  public Optional<byte[]> read() throws UnusableSnapshotException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UnusableSnapshotException("it cannot be read: " + e, e);
    }
    if (bytes.length < HEADER_BYTES
        || !Arrays.equals(bytes, 0, LETTERS.length, LETTERS, 0, LETTERS.length)) {
      throw new UnusableSnapshotException("it is damaged: it does not begin like one");
    }
    byte version = bytes[LETTERS.length];
    if (version != VERSION) {
      throw new UnusableSnapshotException(
          String.format(
              Locale.ROOT, "it has version %d, this program knows version %d", version, VERSION));
    }
    String keyId = HexFormat.of().formatHex(bytes, LETTERS.length + 1, HEADER_BYTES);
    byte[] sealed = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
    try {
      return Optional.of(wrapping.open(keyId, sealed, context(keyId)));
    } catch (KeyEncryptionException e) {
      throw new UnusableSnapshotException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Replaces the content, durably. */
  public void write(byte[] content) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent(), "a file lies in a folder");
    Files.createDirectories(folder);
    String keyId = wrapping.currentId();
    byte[] sealed = wrapping.seal(content, context(keyId));
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER_BYTES + sealed.length)
            .put(LETTERS)
            .put(VERSION)
            .put(HexFormat.of().parseHex(keyId))
            .put(sealed)
            .flip();
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft); // left by a crash
    try {
      try (FileChannel channel = FileChannel.open(draft, NEW, OwnedFiles.attributes(folder))) {
        OwnedFiles.write(channel, bytes);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      OwnedFiles.sync(folder);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /**
   * Renames the file, so that it is not replaced.
   *
   * @param reason the suffix of the new name
   * @return the new name
   */
  public Path setAside(String reason) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + "." + reason);
    for (int number = 2; Files.exists(aside); number++) {
      aside = file.resolveSibling(file.getFileName() + "." + reason + "-" + number);
    }
    Files.move(file, aside);
    return aside;
  }

  /**
   * The associated data that binds the content to this use of the key, and to the header of the
   * file.
   */
  private static String context(String keyId) {
    return "flagpost reference snapshot|" + VERSION + "|" + keyId;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
