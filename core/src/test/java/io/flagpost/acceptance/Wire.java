package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A raw connection, for requests that no HTTP client sends. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads one answer with a body of announced length. */
  Answer receive() throws IOException {
    Head head = receiveHead();
    int length = (int) head.headers().firstValueAsLong("content-length").orElseThrow();
    String body = new String(in.readNBytes(length), UTF_8);
    return new Answer(
        head.status(), Version.HTTP_1_1, head.headers(), body, new JsonMapper().readTree(body));
  }

  /** An answer's status and headers. */
  record Head(int status, HttpHeaders headers) {}

  /** Reads an answer as far as its body begins. */
  Head receiveHead() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      String[] nameAndValue = header.split(":", 2);
      headers
          .computeIfAbsent(nameAndValue[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(nameAndValue[1].trim());
    }
    return new Head(status, HttpHeaders.of(headers, (name, value) -> true));
  }

  /** Whether the other side has closed the connection. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the connection ended after: " + line.toString(ISO_8859_1));
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
