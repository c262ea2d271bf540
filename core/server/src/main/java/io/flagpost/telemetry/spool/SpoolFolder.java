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

/** The spool's folder and those beside it that were set aside for their damage. Blocking. */
final class SpoolFolder {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What says in a damaged folder what became of its records. */
  static final String REPORT = "salvaged.txt";

  private final Path folder;

  SpoolFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  Path path() {
    return folder;
  }

  /** Whether there is anything that an engine has written. */
  boolean isUsed() throws IOException {
    return Files.isDirectory(folder)
        && (Files.exists(folder.resolve("CURRENT")) || !RawRecords.files(folder).isEmpty());
  }

  /** Whether the engine would take it for an empty one although it is not. */
  boolean isHeadless() throws IOException {
    return isUsed() && !Files.exists(folder.resolve("CURRENT"));
  }

  /** Makes it, for the eyes of this process's user only: what is in it is the clients'. */
  void make() throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  /** What is left for others on its disk. */
  long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Its logs, the oldest first. */
  List<Path> logs() throws IOException {
    return RawRecords.files(folder).stream().filter(RawRecords::isLog).toList();
  }

  /** Gives the folder another name, under which it stays until somebody takes it away. */
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
