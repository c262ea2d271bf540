package io.flagpost.cli.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses another stream while it is read. */
final class GzipInput extends InputStream {
  private static final int BLOCK = 64 * 1024;

  private final InputStream plain;
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream(BLOCK);
  private final GZIPOutputStream gzip;
  private final byte[] block = new byte[BLOCK];
  private byte[] ready = new byte[0];
  private int at;
  private boolean ended;

  GzipInput(InputStream plain) throws IOException {
    this.plain = plain;
    this.gzip = new GZIPOutputStream(packed);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at == ready.length) {
      if (ended) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, ready.length - at);
    System.arraycopy(ready, at, target, offset, count);
    at += count;
    return count;
  }

  private void fill() throws IOException {
    int count = plain.read(block);
    if (count < 0) {
      gzip.finish();
      ended = true;
    } else {
      gzip.write(block, 0, count);
    }
    ready = packed.toByteArray();
    packed.reset();
    at = 0;
  }

  @Override
  public void close() throws IOException {
    gzip.close();
    plain.close();
  }
}
