package io.flagpost.platform.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What it takes to write a file that only its owner reads, and that is on the disk when one says
 * so. Blocking.
 */
public final class OwnedFiles {
  private OwnedFiles() {}

  /** Makes a folder that only its owner looks into, and those above it, unless it is there. */
  public static void createFolder(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
      Files.createDirectories(folder, attributes(posix, "rwx------"));
    }
  }

  /** What to make a file in this folder with, so that only its owner reads and writes it. */
  public static FileAttribute<?>[] attributes(Path folder) throws IOException {
    return attributes(isPosix(folder), "rw-------");
  }

  private static FileAttribute<?>[] attributes(boolean posix, String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Writes all of the bytes, and waits until they are on the disk. */
  public static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  /** Waits until the names in this folder are on the disk. */
  public static void sync(Path folder) throws IOException {
    if (!isPosix(folder)) {
      return; // Windows opens no directory, and journals names by itself
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Whether files there have an owner, and permissions. */
  public static boolean isPosix(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class);
  }
}
