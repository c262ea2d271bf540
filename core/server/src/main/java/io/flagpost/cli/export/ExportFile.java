package io.flagpost.cli.export;

import io.flagpost.platform.files.OwnedFiles;
import io.flagpost.platform.hash.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * A file to which records are added. Only whole ones are written to it; what has come of the next
 * is kept in memory. Readable by its owner only.
 */
public final class ExportFile implements Closeable {
  private static final int BLOCK = 64 * 1024;

  /** Many times what the largest record takes. */
  private static final int LONGEST_RECORD = 16 * 1024 * 1024;

  private final FileChannel channel;
  private final MessageDigest digest = Sha256.digest();
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private final RecordScanner scanner;
  private final ExportProgress begin;
  private long bytes;

  private ExportFile(FileChannel channel, boolean csv, ExportProgress begin) {
    this.channel = channel;
    this.begin = begin;
    this.bytes = begin.bytes();
    this.scanner = new RecordScanner(csv, begin.bytes() > 0);
  }

  /**
   * Begins a file; one that is there is emptied.
   *
   * @param afterId the id that the export begins behind
   */
  public static ExportFile begin(Path file, boolean csv, long afterId) throws IOException {
    Path folder =
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
    OwnedFiles.createFolder(folder);
    FileChannel channel =
        FileChannel.open(
            file,
            EnumSet.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            OwnedFiles.attributes(folder));
    return new ExportFile(channel, csv, new ExportProgress(0, 0, 0, afterId, "", ""));
  }

  /**
   * Goes on with a file. What is in it behind the point that it is known to have come to is cut
   * off: nobody knows what a crash has left there.
   *
   * @param reached that point
   * @return null if what is in it up to there is not what was written: it is left as it is
   */
  public static @Nullable ExportFile goOn(Path file, boolean csv, ExportProgress reached)
      throws IOException {
    FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    try {
      ExportFile goingOn = new ExportFile(channel, csv, reached);
      if (channel.size() >= reached.bytes() && goingOn.hasHash(reached)) {
        channel.truncate(reached.bytes()).position(reached.bytes());
        channel = null;
        return goingOn;
      }
      return null;
    } finally {
      if (channel != null) {
        channel.close();
      }
    }
  }

  private boolean hasHash(ExportProgress reached) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (long left = reached.bytes(); left > 0; left -= block.limit()) {
      block.clear().limit((int) Math.min(left, BLOCK));
      while (block.hasRemaining()) {
        if (channel.read(block) < 0) {
          return false;
        }
      }
      digest.update(block.flip());
    }
    return hash().equals(reached.sha256());
  }

  /** Adds what came next. */
  public void write(byte[] block, int length) throws IOException {
    int whole = scanner.scan(block, length);
    if (whole > 0 && rest.size() > 0) {
      append(rest.toByteArray(), rest.size());
      rest.reset();
    }
    append(block, whole);
    rest.write(block, whole, length - whole);
    if (rest.size() > LONGEST_RECORD) {
      throw new NoRecordException();
    }
  }

  private void append(byte[] block, int length) throws IOException {
    ByteBuffer whole = ByteBuffer.wrap(block, 0, length);
    while (whole.hasRemaining()) {
      channel.write(whole);
    }
    digest.update(block, 0, length);
    bytes += length;
  }

  /** Whether nothing of a record has come that has not ended. */
  public boolean endsWhole() {
    return rest.size() == 0;
  }

  /** Forgets what has come of a record whose rest will not come. */
  public void forgetRest() {
    rest.reset();
    scanner.restart();
  }

  /** How long it is. */
  public long bytes() {
    return bytes;
  }

  /** How far it is. What was written may not be on the disk yet. */
  public ExportProgress reached() throws IOException {
    if (scanner.records() == 0) {
      return new ExportProgress(
          begin.records(), bytes, begin.firstId(), begin.lastId(), begin.lastReceivedAt(), hash());
    }
    Matcher last = scanner.last();
    return new ExportProgress(
        begin.records() + scanner.records(),
        bytes,
        begin.records() > 0 ? begin.firstId() : Long.parseLong(scanner.first().group(1)),
        Long.parseLong(last.group(1)),
        last.group(2),
        hash());
  }

  /** Waits until all that was written is on the disk. */
  public ExportProgress sync() throws IOException {
    channel.force(false);
    return reached();
  }

  private String hash() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The JDK's own SHA-256 can be copied", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
