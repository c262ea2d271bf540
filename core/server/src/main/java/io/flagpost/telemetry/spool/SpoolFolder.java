package io.flagpost.telemetry.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The spool's folder, and the damaged ones beside it that were set aside. Blocking. */
final class SpoolFolder {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The report of a recovery, in the damaged folder. */
  static final String REPORT = "salvaged.txt";

  private final Path folder;

  SpoolFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  Path path() {
    return folder;
  }

  /** Whether it has files of RocksDB. */
  boolean isUsed() throws IOException {
    return Files.isDirectory(folder)
        && (Files.exists(folder.resolve("CURRENT")) || !RawRecords.files(folder).isEmpty());
  }

  /** Whether RocksDB would treat it as empty although it is not. */
  boolean isHeadless() throws IOException {
    return isUsed() && !Files.exists(folder.resolve("CURRENT"));
  }

  /** Creates it, readable by this process's user only: it holds clients' data. */
  void make() throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /** The free space on its disk. */
  long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Its logs, the oldest first. */
  List<Path> logs() throws IOException {
    return RawRecords.files(folder).stream().filter(RawRecords::isLog).toList();
  }

  /** Renames the folder; it stays until an operator removes it. */
  Path setAside(Instant now) throws IOException {
    Path aside = folder.resolveSibling(prefix() + TIME.format(now));
    for (int i = 2; Files.exists(aside); i++) {
      aside = folder.resolveSibling(prefix() + TIME.format(now) + "-" + i);
    }
    return Files.move(folder, aside);
  }

  /** The folders that were set aside and are still there, the oldest first. */
  List<Path> damaged() throws IOException {
    Path parent = folder.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(parent)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix()))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  private String prefix() {
    return folder.getFileName() + ".damaged-";
  }
}
