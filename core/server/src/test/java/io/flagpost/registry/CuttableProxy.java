package io.flagpost.registry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to PostgreSQL that a test can cut off, or let fall silent. */
final class CuttableProxy {
  private final NetServer server;
  private final Set<NetSocket> clients = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private CuttableProxy(Vertx vertx, String host, int port) {
    NetClient upstream = vertx.createNetClient();
    server =
        vertx
            .createNetServer()
            .connectHandler(
                client -> {
                  if (cut) {
                    client.close();
                    return;
                  }
                  clients.add(client);
                  client.closeHandler(gone -> clients.remove(client));
                  client.pause();
                  upstream
                      .connect(port, host)
                      .onSuccess(
                          database -> {
                            client.pipeTo(database);
                            database.pipeTo(client);
                          })
                      .onFailure(refused -> client.close());
                });
  }

  static Future<CuttableProxy> start(Vertx vertx, String host, int port) {
    CuttableProxy proxy = new CuttableProxy(vertx, host, port);
    return proxy.server.listen(0, "127.0.0.1").map(proxy);
  }

  int port() {
    return server.actualPort();
  }

  /** Closes every connection and each new one. */
  void cut() {
    cut = true;
    clients.forEach(NetSocket::close);
  }

  void restore() {
    cut = false;
  }

  /** Passes nothing more on from the connections that are open, and closes none of them. */
  void fallSilent() {
    clients.forEach(NetSocket::pause);
  }
}
