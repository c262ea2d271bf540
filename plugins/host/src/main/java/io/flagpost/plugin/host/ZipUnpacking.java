package io.flagpost.plugin.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Unpacks a plugin's zip, which {@link ArchiveRules} has accepted, into its own folder. */
final class ZipUnpacking {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path folder;
  private long left;

  private ZipUnpacking(Path folder, long most) {
    this.folder = folder;
    this.left = most;
  }

  /**
   * Unpacks it.
   *
   * @param folder the target, which must not exist yet
   * @param most the largest total size of the files in bytes, whatever the zip declares
   * @throws PluginRefusedException if it cannot be unpacked
   */
  static void unpack(Path zip, Path folder, long most) throws IOException {
    ZipUnpacking unpacking = new ZipUnpacking(Files.createDirectory(folder), most);
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(archive.entries())) {
        unpacking.unpack(archive, entry);
      }
    } catch (FileAlreadyExistsException e) {
      throw new PluginRefusedException(
          "contains a file twice, or a file with the name of a folder", e);
    }
  }

  private void unpack(ZipFile archive, ZipEntry entry) throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new PluginRefusedException(
          "contains an entry that leads out of the archive: "
              + ArchiveRules.shown(entry.getName()));
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (InputStream in = archive.getInputStream(entry);
        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        left -= count;
        if (left < 0) {
          throw ArchiveRules.tooLarge();
        }
        out.write(buffer, 0, count);
      }
    }
  }
}
