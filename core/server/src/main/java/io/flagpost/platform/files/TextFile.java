package io.flagpost.platform.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads text that people wrote with whatever editor their system has: a byte order mark is no part
 * of it, and what has that of UTF-16 is UTF-16. Everything else is UTF-8. Blocking.
 */
public final class TextFile {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private TextFile() {}

  /**
   * Reads a file.
   *
   * @throws NoTextException if its bytes are no text in these character sets
   * @throws IOException if it cannot be read
   */
  public static String read(Path file) throws IOException {
    return decode(Files.readAllBytes(file), file.toString());
  }

  /**
   * Decodes what a file holds.
   *
   * @param name what to call it
   * @throws NoTextException if the bytes are no text in these character sets
   */
  public static String decode(byte[] bytes, String name) throws NoTextException {
    Charset charset = charset(bytes);
    String text;
    try {
      text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NoTextException(name + " is no text in " + charset + ": save it as UTF-8");
    }
    if (text.indexOf('\0') >= 0) {
      throw new NoTextException(
          name + " holds the character U+0000, as UTF-16 without its mark does: save it as UTF-8");
    }
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /**
   * Decodes what matters in ASCII alone, such as PEM, whose comments may be in any character set:
   * never refuses.
   */
  public static String ascii(byte[] bytes) {
    boolean marked = bytes.length > 2 && startsWith(bytes, 0xEF, 0xBB) && (bytes[2] & 0xFF) == 0xBF;
    Charset charset = charset(bytes);
    String text =
        marked
            ? new String(bytes, 3, bytes.length - 3, StandardCharsets.ISO_8859_1)
            : new String(
                bytes,
                charset.equals(StandardCharsets.UTF_8) ? StandardCharsets.ISO_8859_1 : charset);
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static Charset charset(byte[] bytes) {
    if (startsWith(bytes, 0xFF, 0xFE)) {
      return StandardCharsets.UTF_16LE;
    }
    return startsWith(bytes, 0xFE, 0xFF) ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length > 1 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
  }

  /** What is no text; says so in a sentence that does not quote it. */
  public static final class NoTextException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    NoTextException(String sentence) {
      super(sentence);
      this.sentence = sentence;
    }

    /** The message: which file, what is wrong with it, and what to do. */
    public String sentence() {
      return sentence;
    }
  }
}
