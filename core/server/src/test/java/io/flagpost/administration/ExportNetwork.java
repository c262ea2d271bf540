package io.flagpost.administration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network between a client and a gateway that passes so many bytes of an answer and then waits.
 */
final class ExportNetwork implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);
  private final long first;
  private volatile int target;

  /**
   * @param target the gateway's port
   * @param first how many bytes of answers come through before it waits
   */
  ExportNetwork(int target, long first) throws IOException {
    this.target = target;
    this.first = first;
    threads.execute(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Waits until the first bytes have come through. */
  void awaitStalled() throws InterruptedException {
    stalled.await();
  }

  /** Ends every connection; new ones go to this gateway, and all that it sends comes through. */
  void leadTo(int port) throws IOException {
    target = port;
    open.countDown();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        threads.execute(() -> pump(client, server, Long.MAX_VALUE));
        threads.execute(() -> pump(server, client, open.getCount() == 0 ? Long.MAX_VALUE : first));
      }
    } catch (IOException closed) {
      threads.shutdown();
    }
  }

  private void pump(Socket from, Socket to, long most) {
    byte[] buffer = new byte[8_192];
    long left = most;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
        left -= read;
        if (left == 0) {
          stalled.countDown();
          open.await();
          left = Long.MAX_VALUE;
        }
      }
    } catch (IOException | InterruptedException cut) {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    leadTo(target);
    threads.shutdownNow();
  }
}
