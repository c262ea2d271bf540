package io.flagpost.platform.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of a PostgreSQL server, unpacked from the class path.
 *
 * @param folder the folder with {@code bin}, {@code lib} and {@code share}
 * @param version their version, such as {@code 18.6.0}
 */
record PostgresBinaries(Path folder, String version) {

  /** Unpacks them into a folder, unless they are there already. */
  static PostgresBinaries unpack(Path parent, String version) throws IOException {
    String platform = platform();
    Path folder = parent.resolve("postgresql-" + version + "-" + platform);
    if (!Files.isDirectory(folder)) {
      String archive = "/postgres-" + platform + ".txz";
      try (InputStream packed = PostgresBinaries.class.getResourceAsStream(archive)) {
        if (packed == null) {
          throw new DatabaseException(
              "There is no embedded PostgreSQL for " + platform + ": set database.url");
        }
        Path unfinished = parent.resolve(folder.getFileName() + ".unfinished");
        deleteTree(unfinished);
        extract(packed, unfinished);
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return new PostgresBinaries(folder, version);
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  /** The content of {@code PG_VERSION} in a data directory that these programs can open. */
  String majorVersion() {
    return version.substring(0, version.indexOf('.'));
  }

  private static String platform() {
    String system =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : "linux";
    String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (architecture) {
      case "amd64", "x86_64" -> system + "-x86_64";
      case "aarch64", "arm64" -> system + "-arm_64";
      default -> system + "-" + architecture;
    };
  }

  private static void extract(InputStream packed, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("The archive reaches outside its folder");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, file);
          boolean program = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              file, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  static void deleteTree(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> paths = Files.walk(tree)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
