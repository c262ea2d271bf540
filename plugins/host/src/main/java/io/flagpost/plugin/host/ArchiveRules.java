package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The checks on a jar or zip before it is opened, because it is not trusted yet. Reads only the
 * directory at its end (APPNOTE.TXT 6.3, sections 4.3.12 and 4.3.16).
 */
final class ArchiveRules {
  /** The largest total size of its files, unpacked. */
  static final long MOST_UNPACKED_BYTES = 1L << 30;

  private static final int MOST_DIRECTORY_BYTES = 16 << 20;
  private static final int LONGEST_NAME = 1024;
  private static final int END_BYTES = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int ENTRY_BYTES = 46;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int MADE_BY_UNIX = 3;
  private static final int TYPE_MASK = 0xF000;
  private static final int SYMBOLIC_LINK = 0xA000;
  private static final Pattern ABSOLUTE = Pattern.compile("(/|\\\\|[A-Za-z]:).*", Pattern.DOTALL);
  private static final Pattern UPWARDS =
      Pattern.compile("(.*[/\\\\])?\\.\\.([/\\\\].*)?", Pattern.DOTALL);
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Set<String> names = new HashSet<>();
  private long unpacked;

  private ArchiveRules() {}

  /**
   * Checks an archive.
   *
   * @throws PluginRefusedException naming the broken rule
   */
  static void check(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer directory = directory(channel);
      ArchiveRules rules = new ArchiveRules();
      while (directory.remaining() >= ENTRY_BYTES) {
        rules.checkEntry(directory);
      }
    }
  }

  private static ByteBuffer directory(FileChannel channel) throws IOException {
    long size = channel.size();
    int tail = (int) Math.min(size, END_BYTES + 0xFFFF);
    ByteBuffer last = read(channel, size - tail, tail);
    int end = tail - END_BYTES;
    while (end >= 0 && !isEnd(last, end)) {
      end--;
    }
    if (end < 0) {
      throw new PluginRefusedException(
          size == 0
              ? "cannot be read: it is empty"
              : "cannot be read: it is not a jar or zip, or is truncated");
    }
    int entries = Short.toUnsignedInt(last.getShort(end + 10));
    long bytes = Integer.toUnsignedLong(last.getInt(end + 12));
    if (entries == 0) {
      throw new PluginRefusedException("cannot be read: it has no entries");
    }
    if (entries == 0xFFFF || bytes > MOST_DIRECTORY_BYTES) {
      throw new PluginRefusedException("cannot be read: it has more than 65,534 entries");
    }
    long at = size - tail + end - bytes;
    if (at < 0) {
      throw new PluginRefusedException("cannot be read: its directory is damaged");
    }
    return read(channel, at, (int) bytes);
  }

  private static boolean isEnd(ByteBuffer tail, int at) {
    return tail.getInt(at) == END_SIGNATURE
        && Short.toUnsignedInt(tail.getShort(at + 20)) == tail.capacity() - at - END_BYTES;
  }

  private static ByteBuffer read(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new PluginRefusedException("cannot be read: it was truncated meanwhile");
      }
    }
    return bytes.flip();
  }

  private void checkEntry(ByteBuffer directory) {
    int at = directory.position();
    int length = Short.toUnsignedInt(directory.getShort(at + 28));
    int next =
        at
            + ENTRY_BYTES
            + length
            + Short.toUnsignedInt(directory.getShort(at + 30))
            + Short.toUnsignedInt(directory.getShort(at + 32));
    if (directory.getInt(at) != ENTRY_SIGNATURE || next > directory.limit()) {
      throw new PluginRefusedException("cannot be read: its directory is damaged");
    }
    byte[] bytes = new byte[length];
    directory.get(at + ENTRY_BYTES, bytes);
    String name = new String(bytes, StandardCharsets.UTF_8);
    checkName(name);
    if ((directory.getShort(at + 8) & 1) != 0) {
      throw new PluginRefusedException(
          "cannot be read: its entry " + shown(name) + " is encrypted");
    }
    boolean link =
        directory.get(at + 5) == MADE_BY_UNIX
            && (directory.getInt(at + 38) >>> 16 & TYPE_MASK) == SYMBOLIC_LINK;
    if (link) {
      throw new PluginRefusedException(
          "contains a symbolic link, " + shown(name) + ": pack the file itself");
    }
    if (!names.add(name) && !name.endsWith("/")) {
      throw new PluginRefusedException("contains " + shown(name) + " twice");
    }
    unpacked += Integer.toUnsignedLong(directory.getInt(at + 24));
    if (unpacked > MOST_UNPACKED_BYTES) {
      throw tooLarge();
    }
    directory.position(next);
  }

  private static void checkName(String name) {
    if (name.length() > LONGEST_NAME || name.isBlank() || CONTROL.matcher(name).find()) {
      throw new PluginRefusedException(
          "contains an entry whose name is too long, blank or has control characters: "
              + shown(name));
    }
    if (UPWARDS.matcher(name).matches()) {
      throw new PluginRefusedException(
          "contains an entry that leads out of the archive: " + shown(name));
    }
    if (ABSOLUTE.matcher(name).matches()) {
      throw new PluginRefusedException("contains an entry with an absolute path: " + shown(name));
    }
    if (name.indexOf('\\') >= 0) {
      throw new PluginRefusedException(
          "contains an entry with backslashes in its path: "
              + shown(name)
              + "; pack it with a tool that writes /");
    }
  }

  /** The refusal of an archive that is too large when unpacked. */
  static PluginRefusedException tooLarge() {
    return new PluginRefusedException(
        "unpacks to more than " + (MOST_UNPACKED_BYTES >> 20) + " MiB");
  }

  /** An entry's name, escaped for printing. */
  static String shown(String name) {
    String safe = CONTROL.matcher(name).replaceAll("?");
    return safe.length() <= 120 ? safe : safe.substring(0, 120) + "…";
  }
}
