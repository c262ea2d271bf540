package io.flagpost.platform.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a folder for one gateway at a time. The operating system releases the lock when the
 * process ends, however it ends.
 */
public final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a folder, and creates it if it does not exist.
   *
   * @throws DatabaseException if another gateway has locked it, in this process or another one
   * @throws IOException if the folder cannot be used
   */
  public static FolderLock take(Path folder) throws IOException {
    return takeIfFree(folder)
        .orElseThrow(
            () ->
                new DatabaseException(
                    "Another gateway is using " + folder + ": stop it or set another data.dir"));
  }

  /**
   * The same; empty if another gateway has locked it.
   *
   * @throws IOException if the folder cannot be used
   */
  public static Optional<FolderLock> takeIfFree(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new FolderLock(channel));
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }
}
