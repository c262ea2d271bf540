package io.flagpost.plugin.host;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks on disk that show which plugin has ended the process. A mark is written and synced before a
 * plugin's code runs for the first time, and deleted afterwards; a mark found when the host opens
 * names the plugin that was at work when the process ended. Such crashes are counted, and a file
 * that has caused {@value #MOST} is not started again until it is replaced or an operator enables
 * it.
 *
 * <p>Any thread. A mark that cannot be written only gives a warning: records do not wait for it.
 */
final class CrashMarks {
  /** The number of crashes after which a file is not started again. */
  static final int MOST = 2;

  private static final Logger LOG = LoggerFactory.getLogger(CrashMarks.class);
  private static final String UNDER_WAY = ".under-way";
  private static final String CRASHES = ".crashes";

  private final Path folder;
  private boolean ending; // guarded by this

  private CrashMarks(Path folder) {
    this.folder = folder;
  }

  /** Counts the marks that the previous process left. */
  static CrashMarks open(Path folder) {
    CrashMarks marks = new CrashMarks(folder);
    marks.countLeftOver();
    return marks;
  }

  private void countLeftOver() {
    for (Path file : underWay()) {
      try {
        countLeftOver(file);
      } catch (IOException e) {
        LOG.warn("Cannot read from {} which plugin was running: {}", file, e.toString());
      }
    }
  }

  /**
   * Deletes the mark, whatever its content, before it is counted, so that it is never counted
   * twice.
   */
  private void countLeftOver(Path file) throws IOException {
    Properties mark;
    try {
      mark = read(file);
    } finally {
      Files.delete(file);
    }
    String id = file.getFileName().toString();
    id = id.substring(0, id.length() - UNDER_WAY.length());
    LOG.error(
        "The process ended while plugin {} {} from {} was being {}",
        id,
        mark.getProperty("version"),
        mark.getProperty("file"),
        mark.getProperty("during"));
    count(id, mark);
  }

  private List<Path> underWay() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(UNDER_WAY)).sorted().toList();
    } catch (IOException e) {
      LOG.warn("Cannot read in {} which plugins ended the process: {}", folder, e.toString());
      return List.of();
    }
  }

  /**
   * Says why a file is not started: it has ended the process before. A file with other content, or
   * one that was touched since then, starts with a clean record.
   */
  synchronized Optional<String> objectionTo(DropFolder.Content content) {
    String id = content.plugin().id();
    Properties crashes = readIfThere(folder.resolve(id + CRASHES));
    int count = number(crashes);
    if (count < MOST || !isOf(crashes, content)) {
      return Optional.empty();
    }
    return Optional.of(
        "not started: it ended the process "
            + count
            + " times, most recently while it was being "
            + crashes.getProperty("during")
            + ". To try it again, replace or touch the file, or run 'flagpost plugins enable "
            + id
            + "'");
  }

  /** Marks that a plugin's code is about to run, until {@link #end}. */
  synchronized void begin(DropFolder.Content content, String file, String during) {
    if (ending) {
      return;
    }
    try {
      Files.createDirectories(folder);
      write(folder.resolve(content.plugin().id() + UNDER_WAY), mark(content, file, during));
    } catch (IOException e) {
      LOG.warn(
          "Cannot write into {}: {}; if plugin {} ends the process now, the next start cannot tell",
          folder,
          e.toString(),
          content.plugin().id());
    }
  }

  /** The plugin's code has returned. */
  synchronized void end(String id) {
    delete(folder.resolve(id + UNDER_WAY));
  }

  /**
   * The process is ended by a known cause, so plugins that are at work meanwhile are not to blame.
   */
  synchronized void processEnds() {
    ending = true;
    underWay().forEach(CrashMarks::delete);
  }

  /** The plugin has started and checked its first record: earlier crashes are forgotten. */
  synchronized void survived(String id) {
    Path file = folder.resolve(id + CRASHES);
    if (Files.exists(file) && !"true".equals(readIfThere(file).getProperty("seen"))) {
      delete(file);
    }
  }

  /** Counts a crash that this plugin has certainly caused; a successful start does not reset it. */
  synchronized void crashed(DropFolder.Content content, String file, String during) {
    Properties mark = mark(content, file, during);
    mark.setProperty("seen", "true");
    try {
      Files.createDirectories(folder);
      count(content.plugin().id(), mark);
    } catch (IOException e) {
      LOG.error("Cannot write into {}: {}", folder, e.toString());
    }
    end(content.plugin().id());
  }

  /** Forgets a plugin's crashes. */
  synchronized void forgive(String id) {
    delete(folder.resolve(id + CRASHES));
  }

  private void count(String id, Properties mark) throws IOException {
    Path file = folder.resolve(id + CRASHES);
    Properties before = readIfThere(file);
    boolean same =
        Objects.equals(before.getProperty("sha256"), mark.getProperty("sha256"))
            && Objects.equals(before.getProperty("modified"), mark.getProperty("modified"));
    mark.setProperty("count", String.valueOf((same ? number(before) : 0) + 1));
    if (same && before.containsKey("seen")) {
      mark.setProperty("seen", "true");
    }
    write(file, mark);
  }

  private static Properties mark(DropFolder.Content content, String file, String during) {
    Properties mark = new Properties();
    mark.setProperty("version", content.plugin().version());
    mark.setProperty("sha256", content.copy().sha256());
    mark.setProperty("modified", String.valueOf(content.modified()));
    mark.setProperty("file", file);
    mark.setProperty("during", during);
    return mark;
  }

  private static boolean isOf(Properties crashes, DropFolder.Content content) {
    return content.copy().sha256().equals(crashes.getProperty("sha256"))
        && String.valueOf(content.modified()).equals(crashes.getProperty("modified"));
  }

  private static int number(Properties crashes) {
    String count = crashes.getProperty("count", "0");
    return count.matches("[0-9]{1,6}") ? Integer.parseInt(count) : 0;
  }

  private static Properties readIfThere(Path file) {
    try {
      return Files.exists(file) ? read(file) : new Properties();
    } catch (IOException e) {
      LOG.warn("Cannot read {}: {}", file, e.toString());
      return new Properties();
    }
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged", e);
    }
    return properties;
  }

  /** When this returns, the file and its name are on disk. */
  private static void write(Path file, Properties properties) throws IOException {
    StringWriter text = new StringWriter();
    properties.store(text, null);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null && Files.getFileStore(parent).supportsFileAttributeView("posix")) {
      try (FileChannel names = FileChannel.open(parent, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", file, e.toString());
    }
  }
}
