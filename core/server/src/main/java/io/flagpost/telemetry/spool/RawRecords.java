package io.flagpost.telemetry.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Records found by their bytes in the engine's files, whatever the state of those files.
 *
 * @param whole the records that are whole
 * @param broken the ids of those that begin but are not whole, as they stand there
 */
record RawRecords(List<Entry> whole, List<UUID> broken) {

  /** The files of a folder that hold records, logs first. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> isLog(file) || file.getFileName().toString().endsWith(".sst"))
          .sorted()
          .toList();
    }
  }

  static boolean isLog(Path file) {
    return file.getFileName().toString().matches("[0-9]+\\.log");
  }

  /** All that is in a file. */
  static RawRecords in(Path file, Marker marker) throws IOException {
    byte[] data = Files.readAllBytes(file);
    return isLog(file) ? in(LogTail.withoutBlockHeaders(data), marker, 0) : in(data, marker, 0);
  }

  /** What is behind the place where the engine stops reading a log. */
  static RawRecords behindTheEnd(Path log, Marker marker) throws IOException {
    byte[] data = Files.readAllBytes(log);
    int end = LogTail.offset(data);
    if (end >= data.length) {
      return new RawRecords(List.of(), List.of());
    }
    int headers = end / LogTail.BLOCK * LogTail.HEADER;
    int from = Math.max(0, end - headers - LogTail.HEADER);
    return in(LogTail.withoutBlockHeaders(data), marker, from);
  }

  private static RawRecords in(byte[] data, Marker marker, int from) {
    List<Entry> whole = new ArrayList<>();
    List<UUID> broken = new ArrayList<>();
    int position = from;
    while (position + Frame.OVERHEAD <= data.length) {
      if (!marker.isAt(data, position)) {
        position++;
        continue;
      }
      int length = Frame.wholeAt(data, position);
      if (length >= 0) {
        byte[] frame = Arrays.copyOfRange(data, position, position + length);
        whole.add(new Entry(Frame.idAt(data, position), frame));
        position += length;
      } else {
        broken.add(Frame.idAt(data, position));
        position++;
      }
    }
    return new RawRecords(whole, broken);
  }
}
