package io.flagpost.platform.coding;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openssl.PEMParser;

/**
 * PEM: blocks of DER between lines that name them (RFC 7468), with whatever text around them. Pure
 * functions, on any thread.
 */
public final class PemText {
  private static final int LINE = 64;

  private PemText() {}

  /**
   * What the blocks hold, in their order, as Bouncy Castle has it.
   *
   * @throws IOException if a block is damaged, or of a kind that is not known
   */
  public static List<Object> blocks(String text) throws IOException {
    List<Object> blocks = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
        blocks.add(each);
      }
    } catch (RuntimeException e) {
      throw damaged(e);
    }
    return blocks;
  }

  /**
   * What the first block holds; empty if there is none. What comes behind it is not looked at.
   *
   * @throws IOException if it is damaged, or of a kind that is not known
   */
  public static Optional<Object> first(String text) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      return Optional.ofNullable(parser.readObject());
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  /**
   * A block in lines of 64 characters, with a final line feed.
   *
   * @param label what it is, {@code PUBLIC KEY} for example
   */
  public static String write(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The parser's other way to refuse broken text. */
  private static IOException damaged(RuntimeException e) {
    return new IOException("A damaged PEM block", e);
  }
}
