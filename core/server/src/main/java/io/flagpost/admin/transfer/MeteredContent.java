package io.flagpost.admin.transfer;

import io.flagpost.admin.api.Problem;
import io.flagpost.platform.hash.Sha256;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The content of an import, decompressed, limited and hashed while it is read. For one thread.
 *
 * <p>Content that expands to more than {@value #MOST_PER_BYTE} times its size is not a list of
 * licenses.
 */
final class MeteredContent extends FilterInputStream {
  private static final int MOST_PER_BYTE = 200;

  /** Below this size the ratio says little, and the content costs little. */
  private static final long ALWAYS_FINE = 1 << 20;

  private final RequestBytes sent;
  private final long limit;
  private final MessageDigest digest;
  private long count;

  private MeteredContent(InputStream content, RequestBytes sent, long limit) {
    super(content);
    this.sent = sent;
    this.limit = limit;
    this.digest = Sha256.digest();
  }

  static MeteredContent plain(RequestBytes sent, long limit) {
    return new MeteredContent(sent, sent, limit);
  }

  /** Decompresses every member. Reads the first header at once. */
  static MeteredContent gzip(RequestBytes sent, long limit) throws IOException {
    try {
      // Not the JDK's, which recurses for every empty member.
      return new MeteredContent(
          GzipCompressorInputStream.builder()
              .setInputStream(sent)
              .setDecompressConcatenated(true)
              .get(),
          sent,
          limit);
    } catch (IOException e) {
      throw explain(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(target, offset, length);
    } catch (IOException e) {
      throw explain(e);
    }
    if (read > 0) {
      count += read;
      if (count > limit) {
        throw tooLarge(
            String.format(
                Locale.ROOT, "An import may have at most %d bytes after decompression", limit));
      }
      if (count > ALWAYS_FINE && count / MOST_PER_BYTE > sent.taken()) {
        throw tooLarge(
            String.format(Locale.ROOT, "The content expands to more than %d times", MOST_PER_BYTE));
      }
      digest.update(target, offset, read);
    }
    return read;
  }

  /** The hash of the content, in hexadecimal. Call it once, at the end. */
  String sha256Hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static IOException explain(IOException failure) {
    boolean damaged =
        failure instanceof EOFException || failure.getClass().equals(IOException.class);
    return damaged ? new BrokenContentException("is not valid gzip from here on") : failure;
  }

  private static RefusedContentException tooLarge(String detail) {
    return new RefusedContentException(
        new Problem(413, "too-large", "Too large", detail, List.of(), Map.of()));
  }
}
