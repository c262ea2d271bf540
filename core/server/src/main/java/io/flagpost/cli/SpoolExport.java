package io.flagpost.cli;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.PrivateFile;
import io.flagpost.telemetry.spool.SpoolReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes spooled records as lines, and shows a count of them. */
final class SpoolExport {
  private static final long SHOW_EVERY = 10_000;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean watched;
  private long written;
  private long unreadable;

  /** The source of records. */
  interface Source {
    void to(SpoolReader.Sink sink) throws IOException;
  }

  private interface Lines {
    void write(String line) throws IOException;
  }

  SpoolExport(Console console) {
    this.out = console.results();
    this.err = console.progress();
    this.watched = console.terminal().isThere();
  }

  /**
   * Writes all of it.
   *
   * @param file the target; null for the standard output
   * @return whether every record could be read
   */
  boolean run(Source source, @Nullable Path file) throws IOException {
    if (file == null) {
      source.to(sink(line -> out.println(line)));
      out.flush();
      if (out.checkError()) {
        throw new IOException("the standard output is closed");
      }
    } else {
      save(source, file);
    }
    err.println(
        (written >= SHOW_EVERY && watched ? "\r" : "")
            + (file == null ? "" : "Wrote " + file + ": ")
            + written
            + " records"
            + (unreadable == 0 ? "" : ", " + unreadable + " could not be read"));
    err.flush();
    return unreadable == 0;
  }

  private void save(Source source, Path file) throws IOException {
    Path draft = PrivateFile.draft(file);
    try {
      try (BufferedWriter writer = Files.newBufferedWriter(draft)) {
        source.to(
            sink(
                line -> {
                  writer.write(line);
                  writer.write('\n');
                }));
      }
      PrivateFile.publish(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private SpoolReader.Sink sink(Lines lines) {
    return new SpoolReader.Sink() {
      @Override
      public void record(String json) throws IOException {
        lines.write(json);
        written++;
        if (watched && written % SHOW_EVERY == 0) {
          err.print("\r" + written + " records");
          err.flush();
        }
      }

      @Override
      public void unreadable(UUID id) {
        unreadable++;
        err.println("record " + id + " cannot be read");
      }
    };
  }
}
