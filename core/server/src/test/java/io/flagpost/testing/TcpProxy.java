package io.flagpost.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A network that can be cut: between a client and a server, on loopback. */
public final class TcpProxy implements AutoCloseable {
  /** Where to cut a connection, once. */
  public enum Cut {
    NONE,
    /** The insert never reaches the server. */
    BEFORE_INSERT,
    /** Half of it does. */
    DURING_INSERT,
    /** It is committed, but the answer is lost. */
    AFTER_INSERT
  }

  /** How the server answers inserts without and with idempotency keys. */
  private static final List<String> COMMITTED = List.of("INSERT 0 ", "SELECT 0\0");

  private final int serverPort;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Cut> cut = new AtomicReference<>(Cut.NONE);
  private final String marker;
  private volatile boolean away;
  private volatile boolean awayAfterCut;
  private volatile CountDownLatch frozen = new CountDownLatch(0);

  /**
   * @param marker what only inserts to be cut have in their bytes
   */
  public TcpProxy(int serverPort, String marker) throws IOException {
    this.serverPort = serverPort;
    this.marker = marker;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts the next connection at this point. */
  public void cutNext(Cut point) {
    cut.set(point);
  }

  /** The same, and lets no new one through from then on. */
  public void cutNextAndStayAway(Cut point) {
    awayAfterCut = true;
    cut.set(point);
  }

  /** Whether a cut was ordered and did not happen yet. */
  public boolean isCutPending() {
    return cut.get() != Cut.NONE;
  }

  /** Lets nothing through any more, but keeps every connection, and takes new ones. */
  public void freeze() {
    frozen = new CountDownLatch(1);
  }

  public void thaw() {
    frozen.countDown();
  }

  /** Ends every connection, and each new one at once. */
  public void cutOff() throws IOException {
    away = true;
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Lets connections through again. */
  public void restore() {
    away = false;
  }

  @Override
  public void close() throws IOException {
    thaw();
    listener.close();
    cutOff();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        if (away) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        sockets.add(client);
        sockets.add(server);
        if (away) {
          cutOff(); // it has just begun
        }
        AtomicBoolean marked = new AtomicBoolean();
        threads.execute(() -> pump(client, server, true, marked));
        threads.execute(() -> pump(server, client, false, marked));
      }
    } catch (IOException closed) {
      threads.shutdown();
    }
  }

  private void pump(Socket from, Socket to, boolean upstream, AtomicBoolean marked) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        frozen.await();
        int passed = upstream ? passUp(buffer, read, marked) : passDown(buffer, read, marked);
        if (passed < read && awayAfterCut) {
          awayAfterCut = false;
          away = true;
        }
        out.write(buffer, 0, passed);
        if (passed < read) {
          return;
        }
      }
    } catch (IOException | InterruptedException cutOff) {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private int passUp(byte[] buffer, int read, AtomicBoolean marked) {
    if (!contains(buffer, read, marker)) {
      return read;
    }
    marked.set(true);
    if (cut.compareAndSet(Cut.BEFORE_INSERT, Cut.NONE)) {
      return 0;
    }
    return cut.compareAndSet(Cut.DURING_INSERT, Cut.NONE) ? read / 2 : read;
  }

  private int passDown(byte[] buffer, int read, AtomicBoolean marked) {
    boolean committed =
        marked.get() && COMMITTED.stream().anyMatch(tag -> contains(buffer, read, tag));
    return committed && cut.compareAndSet(Cut.AFTER_INSERT, Cut.NONE) ? 0 : read;
  }

  private static boolean contains(byte[] buffer, int length, String text) {
    return new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(text);
  }
}
