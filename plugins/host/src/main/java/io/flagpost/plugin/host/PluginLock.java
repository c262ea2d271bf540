package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The allow list of an operator: {@code plugins.lock}.
 *
 * <p>A text file in UTF-8. Each line names one file that may be loaded by the plugin's id, its
 * version and the file's SHA-256 in hex, separated by white space; empty lines and text after a
 * {@code #} are ignored. There may be several lines for one plugin, for the time in which one
 * version replaces another. Immutable.
 *
 * @param entries sorted by id, version and hash, without duplicates
 */
public record PluginLock(List<Entry> entries) {
  /** Nothing is trusted. */
  public static final PluginLock EMPTY = new PluginLock(List.of());

  private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(\\S+)\\s+(\\S+)");
  private static final String HEADER =
      """
      # Plugins that the gateway may load: id, version, SHA-256 of the file.
      """;

  public PluginLock {
    entries = List.copyOf(new TreeSet<>(entries));
  }

  /**
   * Reads a file; a missing file is empty.
   *
   * @throws IOException if it cannot be read or a line is malformed; the message says which
   */
  public static PluginLock read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return EMPTY;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not text in UTF-8", e);
    }
    List<Entry> read = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).replaceFirst("^\\uFEFF", "").replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        read.add(parse(text, file + ", line " + (i + 1)));
      }
    }
    return new PluginLock(read);
  }

  private static Entry parse(String text, String where) throws IOException {
    Matcher parts = LINE.matcher(text);
    if (!parts.matches()) {
      throw new IOException(where + ": must be an id, a version and a SHA-256");
    }
    try {
      return new Entry(parts.group(1), parts.group(2), parts.group(3));
    } catch (IllegalArgumentException e) {
      throw new IOException(where + ": " + e.getMessage(), e);
    }
  }

  /** Writes a file, completely or not at all. Comments in an existing file are lost. */
  public void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    entries.forEach(entry -> text.append(entry).append('\n'));
    Path whole = file.toAbsolutePath();
    Path arriving = whole.resolveSibling(whole.getFileName() + ".new");
    Files.writeString(arriving, text);
    Files.move(arriving, whole, StandardCopyOption.REPLACE_EXISTING);
  }

  /** This lock with another entry, which replaces any for the same id and version. */
  public PluginLock with(Entry added) {
    Stream<Entry> others =
        entries.stream()
            .filter(
                entry ->
                    !(entry.id().equals(added.id()) && entry.version().equals(added.version())));
    return new PluginLock(Stream.concat(others, Stream.of(added)).toList());
  }

  /** The union of these locks: the distribution's and the operator's, for example. */
  public static PluginLock merged(Collection<PluginLock> locks) {
    return new PluginLock(locks.stream().flatMap(lock -> lock.entries().stream()).toList());
  }

  /** Whether it names exactly this file. */
  public boolean names(PluginFile file) {
    return entries.contains(Entry.of(file));
  }

  /**
   * One file that may be loaded.
   *
   * @param id the plugin's id
   * @param version its version
   * @param sha256 the file's SHA-256, in lower-case hex
   */
  public record Entry(String id, String version, String sha256) implements Comparable<Entry> {
    private static final Comparator<Entry> ORDER =
        Comparator.comparing(Entry::id).thenComparing(Entry::version).thenComparing(Entry::sha256);
    private static final Pattern WORD = Pattern.compile("[^\\s#]+");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public Entry {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(version, "version");
      if (!WORD.matcher(id).matches() || !WORD.matcher(version).matches()) {
        throw new IllegalArgumentException("id and version must not contain white space or #");
      }
      if (!HASH.matcher(sha256).matches()) {
        throw new IllegalArgumentException("the SHA-256 must be 64 lower-case hex digits");
      }
    }

    /** The entry for this file. */
    public static Entry of(PluginFile file) {
      return new Entry(file.id(), file.version(), file.sha256());
    }

    @Override
    public int compareTo(Entry other) {
      return ORDER.compare(this, other);
    }

    /** The line in the file. */
    @Override
    public String toString() {
      return id + " " + version + " " + sha256;
    }
  }
}
