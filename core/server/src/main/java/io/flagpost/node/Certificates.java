package io.flagpost.node;

import io.flagpost.node.config.Config;
import io.flagpost.platform.tls.ListenerTls;
import io.flagpost.platform.tls.TlsException;
import io.flagpost.platform.tls.TlsFiles;
import io.flagpost.platform.tls.TlsReloader;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The certificates of the listeners that have one. */
final class Certificates {
  private final List<ListenerTls> all = new ArrayList<>();
  private final UnaryOperator<HttpServerOptions> http;
  private final UnaryOperator<HttpServerOptions> admin;

  /**
   * Reads them. Blocking.
   *
   * @throws TlsException if one is unusable
   */
  Certificates(Config config, Clock clock) {
    this.http = load("http", config.http().tls(), clock);
    this.admin = load("admin", config.admin().tls(), clock);
  }

  private UnaryOperator<HttpServerOptions> load(String listener, Config.Tls given, Clock clock) {
    Optional<TlsFiles> files = ComponentSettings.tls(listener, given);
    if (files.isEmpty()) {
      return UnaryOperator.identity();
    }
    ListenerTls tls = ListenerTls.load(files.get(), given.suites(), clock);
    all.add(tls);
    return tls;
  }

  /** Configures TLS for a server of the public listener, if it has a certificate. */
  UnaryOperator<HttpServerOptions> http() {
    return http;
  }

  /** Configures TLS for a server of the admin listener, if it has a certificate. */
  UnaryOperator<HttpServerOptions> admin() {
    return admin;
  }

  /** Follows changes to all of them. */
  TlsReloader reloader(Vertx vertx) {
    return new TlsReloader(vertx, all, TlsReloader.INTERVAL);
  }
}
