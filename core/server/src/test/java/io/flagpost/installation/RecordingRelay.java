package io.flagpost.installation;

import io.flagpost.evidence.Evidence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between clients and a listener and keeps every byte that the listener answers, by the
 * request that it answers: for clients that are processes of their own. One request at a time on a
 * connection, HTTP/1.1.
 */
final class RecordingRelay implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  RecordingRelay(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        Exchange exchange = new Exchange();
        threads.execute(() -> pump(client, server, exchange, true));
        threads.execute(() -> pump(server, client, exchange, false));
      }
    } catch (IOException closed) {
      threads.shutdown();
    }
  }

  private static void pump(Socket from, Socket to, Exchange exchange, boolean upstream) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (upstream) {
          exchange.asks(buffer, read);
        } else {
          exchange.answers(buffer, read);
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException closed) {
      // One side has gone, and so does the other; what was answered is kept below.
      return;
    } finally {
      exchange.end();
    }
  }

  /** What is said on one connection. */
  private static final class Exchange {
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private String request = "";

    synchronized void asks(byte[] bytes, int length) {
      if (answer.size() > 0 || request.isEmpty()) {
        end();
        String head = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        String[] words = head.split("[ ?]", 3);
        request = words.length > 1 ? words[0] + " " + words[1] : head;
      }
    }

    synchronized void answers(byte[] bytes, int length) {
      answer.write(bytes, 0, length);
    }

    synchronized void end() {
      if (answer.size() > 0) {
        Evidence.answer(request, answer.toByteArray());
        answer.reset();
      }
    }
  }
}
