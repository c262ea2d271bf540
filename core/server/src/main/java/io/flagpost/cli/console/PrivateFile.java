package io.flagpost.cli.console;

import io.flagpost.platform.files.OwnedFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that only their owner can read, completely or not at all. */
public final class PrivateFile {
  private PrivateFile() {}

  /** Writes or replaces a file. Throws {@link CommandFailure} if that fails. */
  public static void write(Path file, String content) {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with bytes. */
  public static void write(Path file, byte[] content) {
    try {
      Path draft = draft(file);
      try {
        Files.write(draft, content);
        publish(draft, file);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.FAILED, "cannot write " + file + ": " + e);
    }
  }

  /** Creates an empty file beside another one, readable by its owner only. */
  public static Path draft(Path file) throws IOException {
    Path folder = folder(file);
    OwnedFiles.createFolder(folder);
    return Files.createTempFile(
        folder, "." + file.getFileName(), ".new", OwnedFiles.attributes(folder));
  }

  /** Syncs a draft to disk and moves it to its final place. */
  public static void publish(Path draft, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }
}
