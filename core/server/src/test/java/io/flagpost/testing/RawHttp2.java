package io.flagpost.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An HTTP/2 connection (with prior knowledge) whose client decides about every frame. It
 * acknowledges nothing and opens no window unless it is told to.
 */
public final class RawHttp2 implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  private static final int PATIENCE_MILLIS = 60_000;
  private static final int LITERAL = 0x7f;

  /**
   * What the server sent.
   *
   * @param type as in RFC 9113, section 6
   * @param errorCode of a reset or GOAWAY
   */
  public record Frame(int type, int flags, int stream, int errorCode) {}

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  /** Connects, and sends the preface with these settings, each a number and its value. */
  public RawHttp2(int port, int... settings) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    for (int i = 0; i < settings.length; i += 2) {
      pairs.write(settings[i] >> 8);
      pairs.write(settings[i]);
      pairs.writeBytes(number(settings[i + 1]));
    }
    ByteArrayOutputStream preface = new ByteArrayOutputStream();
    preface.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    preface.writeBytes(frame(SETTINGS, 0, 0, pairs.toByteArray()));
    send(preface.toByteArray());
  }

  /** A frame's bytes. */
  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(payload.length >> 16);
    bytes.write(payload.length >> 8);
    bytes.write(payload.length);
    bytes.write(type);
    bytes.write(flags);
    bytes.writeBytes(number(stream));
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  /** A request's head, compressed by nothing; names and values come in turn. */
  public static byte[] head(String method, String path, String... headers) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    field(block, ":method", method);
    field(block, ":scheme", "http");
    field(block, ":path", path);
    field(block, ":authority", "x");
    for (int i = 0; i < headers.length; i += 2) {
      field(block, headers[i], headers[i + 1]);
    }
    return block.toByteArray();
  }

  /** Four bytes. */
  public static byte[] number(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  public RawHttp2 send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  public RawHttp2 send(int type, int flags, int stream, byte[] payload) throws IOException {
    return send(frame(type, flags, stream, payload));
  }

  /** The next frame. */
  public Frame receive() throws IOException {
    int length = (in.readUnsignedByte() << 16) + in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    ByteBuffer payload = ByteBuffer.wrap(in.readNBytes(length));
    int errorCode =
        switch (type) {
          case RST_STREAM -> payload.getInt(0);
          case GOAWAY -> payload.getInt(4);
          default -> 0;
        };
    return new Frame(type, flags, stream, errorCode);
  }

  /** Everything up to the end of the connection, which it waits for. */
  public List<Frame> receiveAll() throws IOException {
    List<Frame> frames = new ArrayList<>();
    try {
      while (true) {
        frames.add(receive());
      }
    } catch (EOFException | SocketException ended) {
      return frames;
    }
  }

  /** Reads on a thread of its own from now on; ends with the connection. */
  public BlockingQueue<Frame> follow() {
    BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                while (true) {
                  frames.add(receive());
                }
              } catch (EOFException | SocketException ended) {
                return;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "http2-reader");
    reader.setDaemon(true);
    reader.start();
    return frames;
  }

  /** Goes away at once; what the server sends then is answered with a reset. */
  public void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Goes away without a word. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0); // literal, not indexed, with a new name
    text(block, name);
    text(block, value);
  }

  private static void text(ByteArrayOutputStream block, String text) {
    int length = text.length();
    if (length < LITERAL) {
      block.write(length);
    } else {
      block.write(LITERAL);
      int rest = length - LITERAL;
      for (; rest >= 0x80; rest >>= 7) {
        block.write((rest & 0x7f) + 0x80);
      }
      block.write(rest);
    }
    block.writeBytes(text.getBytes(ISO_8859_1));
  }
}
