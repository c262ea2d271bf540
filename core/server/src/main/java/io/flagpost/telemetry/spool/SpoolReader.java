package io.flagpost.telemetry.spool;

import io.flagpost.telemetry.record.RecordIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Reads a spool's folder, whether a gateway is using it or not. Changes nothing there. Blocking.
 */
public final class SpoolReader {
  private static final int ATTEMPTS = 5;
  private static final byte[] FIRST = {0};

  private final SpoolFolder folder;

  /**
   * @param folder where the spool is; need not be there
   */
  public SpoolReader(Path folder) {
    this.folder = new SpoolFolder(folder);
  }

  /** Receives records one at a time. */
  public interface Sink {
    /**
     * A record.
     *
     * @param json all of it, in one line
     */
    void record(String json) throws IOException;

    /** A record that cannot be read. */
    void unreadable(UUID id);
  }

  private static final class Tally {
    long records;
    long bytes;
    long refused;
    @Nullable Instant oldest;
    @Nullable Instant newest;

    void add(byte[] key, byte[] frame) {
      bytes += frame.length;
      if (Entry.isRefused(key)) {
        refused++;
        return;
      }
      records++;
      newest = RecordIds.timeOf(Entry.id(key));
      if (oldest == null) {
        oldest = newest;
      }
    }
  }

  /**
   * A summary of its content.
   *
   * @throws IOException if it cannot be read
   */
  public SpoolReport report() throws IOException {
    Tally tally =
        read(
            engine -> {
              Tally counted = new Tally();
              engine.each(
                  FIRST,
                  (key, frame) -> {
                    counted.add(key, frame);
                    return true;
                  });
              return counted;
            },
            new Tally());
    Map<Path, @Nullable String> damaged = new LinkedHashMap<>();
    for (Path each : folder.damaged()) {
      Path report = each.resolve(SpoolFolder.REPORT);
      damaged.put(each, Files.exists(report) ? Files.readString(report).strip() : null);
    }
    return new SpoolReport(
        tally.records, tally.bytes, tally.oldest, tally.newest, tally.refused, damaged);
  }

  /**
   * Reads every record that it holds, the oldest first.
   *
   * @throws IOException if it cannot be read, or the sink cannot be written
   */
  public void export(Sink sink) throws IOException {
    read(
        engine -> {
          engine.each(
              FIRST,
              (key, frame) -> {
                export(Entry.id(key), frame, 0, sink);
                return true;
              });
          return sink;
        },
        sink);
  }

  /**
   * Reads every whole record in a folder that was set aside.
   *
   * @throws IOException if it cannot be read, or the sink cannot be written
   */
  public static void exportDamaged(Path damaged, Sink sink) throws IOException {
    Marker marker =
        Marker.find(damaged)
            .orElseThrow(() -> new IOException(damaged + " is no folder of a spool: no marker-*"));
    Set<UUID> seen = new HashSet<>();
    for (Path file : RawRecords.files(damaged)) {
      for (Entry entry : RawRecords.in(file, marker).whole()) {
        if (seen.add(entry.id())) {
          export(entry.id(), entry.frame(), 0, sink);
        }
      }
    }
  }

  private static void export(UUID id, byte[] frame, int position, Sink sink) throws IOException {
    String json;
    try {
      if (Frame.wholeAt(frame, position) < 0) {
        throw new IOException("Its checksum is wrong");
      }
      json = SpoolCodec.json(SpoolCodec.decode(Frame.contentAt(frame, position)));
    } catch (IOException damagedOrUnknown) {
      sink.unreadable(id);
      return;
    }
    sink.record(json);
  }

  private <T> T read(RocksLogGuard.Action<T> action, T nothing) throws IOException {
    if (!folder.isUsed()) {
      return nothing;
    }
    Path scratch = Files.createTempDirectory("flagpost-spool");
    try (RocksLog engine = open(scratch)) {
      return action.on(engine);
    } catch (RocksDBException e) {
      throw new IOException("The spool cannot be read: " + e.getMessage(), e);
    } finally {
      delete(scratch);
    }
  }

  /** A running gateway may replace files meanwhile. */
  private RocksLog open(Path scratch) throws RocksDBException {
    for (int attempt = 1; ; attempt++) {
      try {
        return RocksLog.openReadOnly(folder.path(), scratch);
      } catch (RocksDBException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void delete(Path scratch) throws IOException {
    try (Stream<Path> files = Files.walk(scratch)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
