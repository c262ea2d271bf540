package io.flagpost.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * An nginx or haproxy out of Debian's packages, which the build fetched, in front of a gateway: a
 * process of its own on a port of 127.0.0.1. It runs as root and not.
 *
 * <p>For test classes with {@link NeedsProxies}.
 */
public final class ReverseProxy implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  /** Below what systems give to clients and to servers that ask for any port. */
  private static final int FIRST_PORT = 12_000;

  private static final int PORTS = 18_000;

  private final Process process;
  private final int port;
  private final Path log;

  private ReverseProxy(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Why no proxy can be started here; empty where one can. */
  static Optional<String> whyThereIsNone() {
    if (Boolean.getBoolean("flagpost.proxies.skip")) {
      return Optional.of("no nginx and haproxy: -Dproxies.skip");
    }
    String directory = System.getProperty("flagpost.proxies.directory");
    if (directory == null) {
      return Optional.of("no nginx and haproxy: the build fetches them on Linux alone");
    }
    Path reason = Path.of(directory, "unavailable");
    try {
      return Files.exists(reason)
          ? Optional.of("no nginx and haproxy: " + Files.readString(reason).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts an nginx and waits until it listens.
   *
   * @param folder an empty one for its files
   * @param servers what stands in the {@code http} section, given the port to listen on
   */
  public static ReverseProxy nginx(Path folder, IntFunction<String> servers) throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    IntFunction<String> configuration =
        port ->
            """
            daemon off;
            master_process off;
            pid PLACE/pid;
            error_log stderr notice;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path PLACE/body;
              proxy_temp_path PLACE/proxy;
              fastcgi_temp_path PLACE/fastcgi;
              uwsgi_temp_path PLACE/uwsgi;
              scgi_temp_path PLACE/scgi;
            SERVERS
            }
            """
                .replace("PLACE", temporary.toString())
                .replace("SERVERS", servers.apply(port));
    return start(folder, configuration, "nginx", "-e", "stderr", "-p", folder.toString(), "-c");
  }

  /**
   * Starts a haproxy and waits until it listens.
   *
   * @param folder an empty one for its files
   * @param sections what comes after the {@code global} section, given the port to listen on
   */
  public static ReverseProxy haproxy(Path folder, IntFunction<String> sections) throws Exception {
    // Else it makes room for as many connections as there may be open files.
    IntFunction<String> configuration = port -> "global\n  maxconn 1000\n" + sections.apply(port);
    return start(folder, configuration, "haproxy", "-db", "-f");
  }

  /** The port at which clients reach it. */
  public int port() {
    return port;
  }

  /** What it has written so far. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private static ReverseProxy start(
      Path folder, IntFunction<String> configuration, String program, String... options)
      throws Exception {
    Path home = Path.of(System.getProperty("flagpost.proxies.directory"));
    Path root = home.resolve("root");
    Path log = folder.resolve("log");
    int port = freePort();
    Path file = folder.resolve("configuration");
    Files.writeString(file, configuration.apply(port));
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("usr/sbin").resolve(program).toString());
    builder.command().addAll(List.of(options));
    builder.command().add(file.toString());
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .put(
            "LD_LIBRARY_PATH",
            Files.readString(home.resolve("libraries"), UTF_8)
                .strip()
                .replace("@", root.toString()));
    ReverseProxy proxy = new ReverseProxy(builder.start(), port, log);
    proxy.awaitListening();
    return proxy;
  }

  private void awaitListening() throws Exception {
    while (!isListening()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("The proxy has ended: " + log());
      }
    }
  }

  private boolean isListening() {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** One that no server has now, and that none gets that asks for any. */
  private static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // the next one
      }
    }
    throw new IllegalStateException("No port is free");
  }
}
