package io.flagpost.telemetry.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers the readable records of a damaged folder into the spool, one file at a time. Changes
 * nothing in that folder, except for a report that it writes when it is done. Blocking.
 *
 * <p>Records that were replayed before the damage are recovered, too, if their bytes are still
 * there; they are not stored twice.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Path folder;
  private final Optional<Marker> marker;
  private final List<Path> files;
  private final Deque<Path> toRead;
  private final Deque<Path> toReadAgain = new ArrayDeque<>();
  private final Map<UUID, Path> broken = new HashMap<>();
  private final List<String> unreadableFiles = new ArrayList<>();
  private long found;

  private Recovery(Path folder, Optional<Marker> marker, List<Path> files) {
    this.folder = folder;
    this.marker = marker;
    this.files = files;
    this.toRead = new ArrayDeque<>(marker.isPresent() ? files : List.of());
  }

  static Recovery of(Path folder) throws IOException {
    return new Recovery(folder, Marker.find(folder), RawRecords.files(folder));
  }

  /** Whether a folder was already recovered. */
  static boolean isDone(Path folder) {
    return Files.exists(folder.resolve(SpoolFolder.REPORT));
  }

  /** Takes records that were found. */
  interface Sink {
    void take(List<Entry> entries) throws IOException, RocksDBException;
  }

  /**
   * Recovers the next file. Returns whether there are more; after a failure the file is tried
   * again.
   */
  boolean step(Sink sink) throws IOException, RocksDBException {
    if (!toRead.isEmpty()) {
      Path file = toRead.getFirst();
      RawRecords records = read(file);
      sink.take(records.whole());
      found += records.whole().size();
      records.broken().forEach(id -> broken.put(id, file));
      toRead.removeFirst();
      if (toRead.isEmpty() && !broken.isEmpty()) {
        toReadAgain.addAll(files); // what is broken in one file may be whole in another
      }
      return true;
    }
    if (!toReadAgain.isEmpty()) {
      Path file = toReadAgain.removeFirst();
      // In the same file it is a neighbour, whose id the damage made of another one.
      for (Entry entry : read(file).whole()) {
        if (!broken.getOrDefault(entry.id(), file).equals(file)) {
          broken.remove(entry.id());
        }
      }
      return true;
    }
    report();
    return false;
  }

  /** How many records begin in the folder and are whole nowhere in it. */
  long unreadable() {
    return broken.size();
  }

  private RawRecords read(Path file) {
    try {
      return RawRecords.in(file, marker.orElseThrow());
    } catch (IOException e) {
      LOG.error("Cannot read {} of the damaged spool", file, e);
      unreadableFiles.add(file.getFileName().toString());
      return new RawRecords(List.of(), List.of());
    }
  }

  private void report() throws IOException {
    String what =
        marker.isPresent()
            ? found + " records were read, at least " + broken.size() + " could not be read"
            : "nothing was read, because its file marker-* is missing";
    if (!unreadableFiles.isEmpty()) {
      what += "; files that cannot be read: " + String.join(", ", unreadableFiles);
    }
    Files.writeString(folder.resolve(SpoolFolder.REPORT), what + "\n");
    LOG.error("The damaged spool {} was searched: {}", folder, what);
  }
}
