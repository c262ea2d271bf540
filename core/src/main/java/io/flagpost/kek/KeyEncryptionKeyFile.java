package io.flagpost.kek;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that a node's key-encryption key lives in: 32 random bytes, for its owner's eyes. */
public final class KeyEncryptionKeyFile {
  private static final Logger LOG = LoggerFactory.getLogger(KeyEncryptionKeyFile.class);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;
  private final SecureRandom random;

  /**
   * @param file usually {@code keys/kek} in the data directory
   * @param random where a new key comes from
   */
  public KeyEncryptionKeyFile(Path file, SecureRandom random) {
    this.file = file.toAbsolutePath();
    this.random = random;
  }

  /**
   * Reads the key, or makes it if there is none. Blocking. When two processes make it at once, both
   * get the one that came first.
   *
   * @throws KeyEncryptionException if the file cannot be read or written, or holds no key
   */
  public KeyEncryptionKey loadOrCreate() {
    try {
      if (Files.notExists(file)) {
        create();
      }
      byte[] key = read();
      try {
        return new KeyEncryptionKey(key, random);
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    } catch (IOException e) {
      throw new KeyEncryptionException("cannot read or make the key-encryption key " + file, e);
    }
  }

  private byte[] read() throws IOException {
    long size = Files.size(file);
    if (size != KeyEncryptionKey.LENGTH) {
      throw new KeyEncryptionException(
          "%s is no key-encryption key: it has %d bytes instead of %d. Put it back from the backup"
              .formatted(file, size, KeyEncryptionKey.LENGTH));
    }
    if (isPosix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      LOG.warn("The key-encryption key {} is open to other users: chmod 600 it", file);
    }
    return Files.readAllBytes(file);
  }

  private void create() throws IOException {
    Path directory = Objects.requireNonNull(file.getParent(), "a file lies in a directory");
    Files.createDirectories(directory);
    Path draft = Files.createTempFile(directory, "kek", ".new", ownerOnly(directory));
    try {
      write(draft);
      publish(draft);
      sync(directory);
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

  /** By a link, where there are links: it never replaces a key that was made meanwhile. */
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
      ByteBuffer bytes = ByteBuffer.wrap(key);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static void sync(Path directory) throws IOException {
    if (!isPosix(directory)) {
      return; // Windows opens no directory, and journals names by itself
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
    return isPosix(directory)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return store.supportsFileAttributeView(PosixFileAttributeView.class);
  }
}
