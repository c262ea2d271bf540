package io.flagpost.platform.kek;

import io.flagpost.platform.files.OwnedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with a key-encryption key: 32 random bytes, raw or as text, readable by its owner only.
 */
public final class KeyEncryptionKeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(KeyEncryptionKeyFile.class);

  /** Every text form is shorter. */
  private static final int LONGEST = 1_024;

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private final Path file;
  private final SecureRandom random;

  /**
   * @param file usually {@code keys/kek} in the data directory
   * @param random the source of a new key
   */
  public KeyEncryptionKeyFile(Path file, SecureRandom random) {
    this.file = file.toAbsolutePath();
    this.random = random;
  }

  /**
   * Reads the key. Blocking.
   *
   * @throws KeyEncryptionException if there is no such file, or it cannot be read or contains no
   *     key
   */
  public KeyEncryptionKey load() {
    if (Files.notExists(file)) {
      throw new KeyEncryptionException("there is no key-encryption key " + file);
    }
    try {
      return key(read());
    } catch (IOException e) {
      throw new KeyEncryptionException("cannot read the key-encryption key " + file, e);
    }
  }

  /**
   * Reads the key, or creates it if there is none. Blocking. If two processes create it at once,
   * both get the first one.
   *
   * @throws KeyEncryptionException if the file cannot be read or written, or contains no key
   */
  public KeyEncryptionKey loadOrCreate() {
    try {
      if (Files.notExists(file)) {
        create();
      }
      return key(read());
    } catch (IOException e) {
      throw new KeyEncryptionException("cannot read or make the key-encryption key " + file, e);
    }
  }

  private KeyEncryptionKey key(byte[] content) {
    try {
      return KeyEncryptionKey.wipingAfterUse(KeyText.parse(content, file.toString()), random);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private byte[] read() throws IOException {
    long size = Files.size(file);
    if (size > LONGEST) {
      throw new KeyEncryptionException(
          String.format(Locale.ROOT, "%s is no key-encryption key: it has %d bytes", file, size));
    }
    warnIfOpen();
    return Files.readAllBytes(file);
  }

  /** A mounted file, such as a container's secret, has the permissions that it was given. */
  private void warnIfOpen() throws IOException {
    if (OwnedFiles.isPosix(file)
        && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      LOG.warn(
          "The key-encryption key {} is accessible to other users: set its permissions to 600",
          file);
    }
  }

  private void create() throws IOException {
    Path directory = Objects.requireNonNull(file.getParent(), "a file lies in a directory");
    Files.createDirectories(directory);
    Path draft = Files.createTempFile(directory, "kek", ".new", OwnedFiles.attributes(directory));
    try {
      write(draft);
      publish(draft);
      OwnedFiles.sync(directory);
      LOG.warn(
          "Made the key-encryption key {}. Back it up: without it the signing keys in the database"
              + " are lost",
          file);
    } catch (FileAlreadyExistsException e) {
      LOG.info("Another process made the key-encryption key {} first", file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** With a hard link where possible, because that never replaces a key created meanwhile. */
  private void publish(Path draft) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (UnsupportedOperationException e) {
      Files.move(draft, file);
    }
  }

  private void write(Path draft) throws IOException {
    byte[] key = new byte[KeyEncryptionKey.LENGTH];
    random.nextBytes(key);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      OwnedFiles.write(channel, ByteBuffer.wrap(key));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
