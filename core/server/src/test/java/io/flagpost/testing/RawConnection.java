package io.flagpost.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.flagpost.evidence.Evidence;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** An HTTP/1 connection whose client decides about every byte. */
public final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  public RawConnection(int port) throws IOException {
    this(port, PATIENCE_MILLIS);
  }

  /**
   * @param patienceMillis how long to wait for a byte before a {@code SocketTimeoutException}
   */
  public RawConnection(int port, int patienceMillis) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port), patienceMillis);
  }

  /** One over TLS. */
  public RawConnection(int port, SSLContext tls) throws IOException {
    this(
        tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port),
        PATIENCE_MILLIS);
  }

  /**
   * One from another address of this machine.
   *
   * @param from such as {@code 127.0.0.2}, which Linux has without being told
   */
  public static RawConnection from(String from, int port) throws IOException {
    InetAddress local = InetAddress.getByName(from);
    return new RawConnection(
        new Socket(InetAddress.getLoopbackAddress(), port, local, 0), PATIENCE_MILLIS);
  }

  private RawConnection(Socket socket, int patienceMillis) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(patienceMillis);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Sends text, each character as one byte. */
  public RawConnection send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  public RawConnection send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** The next answer, an interim one too. */
  public Answer receive() throws IOException {
    return receive(true);
  }

  /** The next answer, to a {@code HEAD} request: its length is that of a body that is not sent. */
  public Answer receiveHead() throws IOException {
    return receive(false);
  }

  /** The next bytes, after an answer that was no HTTP/1 any more. */
  public byte[] receive(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  /** Whether the server has closed the connection, and sent nothing more before; waits for it. */
  public boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Goes away without a word. */
  /** Ends the connection with a reset. */
  public void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Answer receive(boolean withBody) throws IOException {
    String[] statusLine = line().split(" ", 3);
    int status = Integer.parseInt(statusLine[1]);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    boolean empty = !withBody || status < 200 || status == 204 || status == 304;
    int length = empty ? 0 : Integer.parseInt(headers.getOrDefault("Content-Length", "-1"));
    byte[] body = length < 0 ? in.readAllBytes() : receive(length);
    Answer answer = new Answer(status, headers, body);
    Evidence.answer("(raw)", answer.toString().getBytes(ISO_8859_1));
    return answer;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("after \"" + line.toString(ISO_8859_1) + '"');
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).strip();
  }
}
