package io.flagpost.telemetry.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every record of one spool folder begins with: eight random bytes that no sender knows, so
 * that nobody can send bytes that look like a record when a damaged folder is searched for them.
 *
 * <p>It is kept in the name of an empty file, which damage to files' contents does not reach.
 *
 * @param value the eight bytes
 */
record Marker(long value) {
  private static final String PREFIX = "marker-";

  /** That of a folder. Made if it has none. */
  static Marker of(Path folder, SecureRandom random) throws IOException {
    Optional<Marker> found = find(folder);
    if (found.isPresent()) {
      return found.get();
    }
    Marker made = new Marker(random.nextLong());
    Files.createFile(folder.resolve(PREFIX + HexFormat.of().toHexDigits(made.value)));
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
    return made;
  }

  /** That of a folder, if it has one. */
  static Optional<Marker> find(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches(PREFIX + "[0-9a-f]{16}"))
              .sorted()
              .toList();
      return names.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Marker(HexFormat.fromHexDigitsToLong(names.get(0).substring(PREFIX.length()))));
    }
  }

  /** Whether it is here, or was before a byte of it was damaged. */
  boolean isAt(byte[] data, int position) {
    return position + Long.BYTES <= data.length
        && Long.bitCount(ByteBuffer.wrap(data).getLong(position) ^ value) <= Byte.SIZE;
  }
}
