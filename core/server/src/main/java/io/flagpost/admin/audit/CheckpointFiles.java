package io.flagpost.admin.audit;

import io.flagpost.platform.files.OwnedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that checkpoints are appended to: {@code 000001.ndjson}, {@code 000002.ndjson} and so
 * on, readable by their owner only. A full one is followed by the next and never written to again.
 * Blocking; one thread at a time.
 */
final class CheckpointFiles {
  private static final String SUFFIX = ".ndjson";
  private static final byte END_OF_LINE = '\n';

  /** More than a full file has; a larger file is not ours. */
  private static final long LARGEST = 64L << 20;

  private final Path directory;
  private final long fullAt;

  /**
   * @param fullAt the size in bytes at which the next file is started
   */
  CheckpointFiles(Path directory, long fullAt) {
    this.directory = directory;
    this.fullAt = fullAt;
  }

  /** The last complete line; null if there is none. */
  @Nullable String lastLine() throws IOException {
    List<Path> files = files();
    for (int i = files.size() - 1; i >= 0; i--) {
      List<String> lines = lines(files.get(i), Long.MAX_VALUE);
      if (!lines.isEmpty()) {
        return lines.get(lines.size() - 1);
      }
    }
    return null;
  }

  /** Appends a line. When this returns, it survives a crash. */
  void append(String line) throws IOException {
    OwnedFiles.createFolder(directory);
    List<Path> files = files();
    Path last = files.isEmpty() ? null : files.get(files.size() - 1);
    if (last == null || Files.size(last) >= fullAt) {
      int number = last == null ? 1 : number(last) + 1;
      last = directory.resolve(String.format(Locale.ROOT, "%06d%s", number, SUFFIX));
    }
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(last, options, OwnedFiles.attributes(directory))) {
      channel.position(endOfLastLine(channel));
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(channel.position());
      channel.force(true);
    }
    OwnedFiles.sync(directory);
  }

  /** The current files, each with its length; later additions are not included. */
  List<Part> parts() throws IOException {
    List<Part> parts = new ArrayList<>();
    for (Path file : files()) {
      parts.add(new Part(file, Files.size(file)));
    }
    return List.copyOf(parts);
  }

  /** A file up to a given length. */
  record Part(Path file, long length) {
    /** Its complete lines. */
    List<String> lines() throws IOException {
      return CheckpointFiles.lines(file, length);
    }

    /** Whether it is the file that the first checkpoint of all was written to. */
    boolean isFirst() {
      return number(file) == 1;
    }

    String name() {
      return String.valueOf(file.getFileName());
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().matches("[0-9]{6}\\.ndjson"))
          .sorted()
          .toList();
    }
  }

  private static List<String> lines(Path file, long length) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is too large to hold checkpoints");
    }
    byte[] bytes = Files.readAllBytes(file);
    String text =
        new String(bytes, 0, (int) Math.min(bytes.length, length), StandardCharsets.UTF_8);
    int end = text.lastIndexOf(END_OF_LINE);
    return end <= 0 ? List.of() : Arrays.asList(text.substring(0, end).split("\n", -1));
  }

  /** A crash may have left a partial line, which was never reported as written. */
  private static long endOfLastLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long position = channel.size(); position > 0; position--) {
      if (channel.read(one.clear(), position - 1) == 1 && one.get(0) == END_OF_LINE) {
        return position;
      }
    }
    return 0;
  }

  private static int number(Path file) {
    return Integer.parseInt(file.getFileName().toString().replace(SUFFIX, ""));
  }
}
