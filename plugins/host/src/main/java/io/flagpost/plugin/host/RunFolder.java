package io.flagpost.plugin.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Private copies of plugins, named by their content, which are what is loaded: a file that is
 * overwritten in the drop folder changes nothing under a running plugin.
 */
final class RunFolder {
  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder and empties it. */
  static RunFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    RunFolder opened = new RunFolder(folder.toAbsolutePath());
    opened.clear();
    return opened;
  }

  Path path() {
    return folder;
  }

  /**
   * Copies a plugin in.
   *
   * @throws RefusedException if the same content was copied before
   */
  Path copy(Path plugin) throws IOException {
    MessageDigest digest = Sha256.digest();
    Path arriving = folder.resolve("arriving");
    try (InputStream in = new DigestInputStream(Files.newInputStream(plugin), digest);
        OutputStream out = Files.newOutputStream(arriving)) {
      in.transferTo(out);
    }
    String name = plugin.getFileName().toString().toLowerCase(Locale.ROOT);
    String extension = name.substring(name.lastIndexOf('.'));
    Path copy = folder.resolve(HexFormat.of().formatHex(digest.digest()) + extension);
    if (Files.exists(copy)) {
      throw new RefusedException("the same file is there under another name");
    }
    return Files.move(arriving, copy);
  }

  /** Deletes everything in it. */
  void clear() throws IOException {
    List<Path> inside;
    try (Stream<Path> walk = Files.walk(folder)) {
      inside = walk.filter(path -> !path.equals(folder)).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : inside) {
      Files.delete(path);
    }
  }
}
