package io.flagpost.plugin.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Private copies of plugins. Verification and loading use the copy, so overwriting a file in the
 * drop folder affects neither a running plugin nor the time between the two steps. Only the
 * gateway's own user can read or write the folder, where the file system supports that.
 */
final class RunFolder {
  private static final long MOST_BYTES = 512L << 20; // a dropped file must not fill the disk

  private final Path folder;
  private long copies;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /** Creates the folder, restricts its permissions and empties it. */
  static RunFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
    RunFolder opened = new RunFolder(folder.toAbsolutePath());
    opened.clear();
    return opened;
  }

  Path path() {
    return folder;
  }

  /** Copies a plugin into its own sub-folder. */
  Copy copy(Path plugin) throws IOException {
    if (Files.size(plugin) > MOST_BYTES) {
      throw new IOException("larger than " + (MOST_BYTES >> 20) + " MiB");
    }
    String name = plugin.getFileName().toString().toLowerCase(Locale.ROOT);
    Path own = Files.createDirectory(folder.resolve(String.valueOf(++copies)));
    Path file = own.resolve("plugin" + name.substring(name.lastIndexOf('.')));
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      return new Copy(own, file, FileDigest.copy(plugin, out));
    } catch (IOException e) {
      delete(own);
      throw e;
    }
  }

  /** Deletes everything in it. */
  void clear() throws IOException {
    List<Path> inside;
    try (Stream<Path> list = Files.list(folder)) {
      inside = list.toList();
    }
    for (Path path : inside) {
      delete(path);
    }
  }

  private static void delete(Path root) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  /**
   * A plugin's copy.
   *
   * @param folder the folder with the copy and its unpacked content
   * @param file the copy
   * @param sha256 its hash, in lower-case hex
   */
  record Copy(Path folder, Path file, String sha256) {
    void delete() throws IOException {
      RunFolder.delete(folder);
    }
  }
}
