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
 * Brings what can be read of a damaged folder back into the spool, one file at a time. Changes
 * nothing in that folder, but for a report that it leaves there when it is done. Blocking.
 *
 * <p>Records that were replayed before the damage are brought back too where their bytes are still
 * there; being stored already, they are stored no second time.
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

  /** Whether a folder was dealt with before. */
  static boolean isDone(Path folder) {
    return Files.exists(folder.resolve(SpoolFolder.REPORT));
  }

  /** Takes records that were found. */
  interface Sink {
    void take(List<Entry> entries) throws IOException, RocksDBException;
  }

  /** Deals with the next file. Whether there is more to do; after a failure it is tried again. */
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
      LOG.error("Of the damaged spool, {} cannot be read at all", file, e);
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
