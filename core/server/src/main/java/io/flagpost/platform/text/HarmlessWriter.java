package io.flagpost.platform.text;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Prints for people: whatever is printed is made harmless, line feeds and tabs aside. Keeps nothing
 * back; each line is flushed.
 */
public final class HarmlessWriter extends PrintWriter {
  private final PrintWriter target;

  public HarmlessWriter(PrintWriter target) {
    super(new Escaping(target), true);
    this.target = target;
  }

  @Override
  public boolean checkError() {
    return target.checkError();
  }

  private static final class Escaping extends FilterWriter {
    Escaping(Writer target) {
      super(target);
    }

    @Override
    public void write(int c) throws IOException {
      write(String.valueOf((char) c));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      write(new String(text, from, length));
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      // Some end a line with both; a return alone goes back to its beginning.
      out.write(HarmlessText.lines(text.substring(from, from + length).replace("\r\n", "\n")));
    }
  }
}
