package io.flagpost.node;

import io.flagpost.admin.plugins.PluginModes;
import io.flagpost.node.config.Mode;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.PluginFolderWatch;
import io.flagpost.plugin.host.PluginHost;
import io.flagpost.plugin.host.PluginHostOptions;
import io.flagpost.plugin.host.PluginLock;
import io.flagpost.plugin.host.PluginMode;
import io.flagpost.plugin.host.PluginTrust;
import io.flagpost.telemetry.checks.PgCatalogStore;
import io.flagpost.telemetry.checks.PluginMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** The plugins of a node: which are trusted, and which parts follow changes to them. */
final class NodePlugins {
  private static final Duration RESCAN_PAUSE = Duration.ofSeconds(10);

  private final NodeContext node;

  NodePlugins(NodeContext node) {
    this.node = node;
  }

  /** Loads the plugins and starts to watch their files. Blocking. */
  PluginHost start(Pool pool, ReferenceStartup reference) {
    Vertx vertx = node.vertx();
    PluginModes modes = reference.modes();
    PgCatalogStore catalogs = new PgCatalogStore(pool);
    Map<String, PluginMode> known = modes.decided();
    PluginHost host =
        openHost(
            node.settings()
                .plugins()
                .withModes(modes)
                .withTrust(pluginTrust())
                .withBeforePublish(catalog -> save(catalogs, catalog)));
    node.started().add("plugins", limit -> host.close());
    PluginMeters meters = PluginMeters.bind(host::plugins, node.meters());
    node.metrics().beforeScrape(meters::refresh);
    node.startup()
        .add(
            "writing the catalog of checks",
            () -> {
              save(catalogs, host.catalog()).toCompletableFuture().get();
              if (!modes
                  .decided()
                  .equals(known)) { // PostgreSQL was unreachable when the plugins started
                Await.done(rescan(vertx, host));
              }
            });
    PluginFolderWatch watch =
        PluginFolderWatch.start(
            node.settings().watched(), node.config().plugins().watchInterval(), host::rescan);
    node.started().add("plugin watch", limit -> watch.close());
    reference.registry().whenChanged(() -> followModes(vertx, modes, host));
    return host;
  }

  private static PluginHost openHost(PluginHostOptions options) {
    try {
      return PluginHost.open(options);
    } catch (IllegalStateException e) { // a required plugin is not running
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Makes the host apply changed modes, if there are any: most changes to the registry do not
   * concern plugins.
   */
  private static void followModes(Vertx vertx, PluginModes modes, PluginHost plugins) {
    modes
        .refresh()
        .onSuccess(
            changed -> {
              if (changed) {
                rescan(vertx, plugins);
              }
            });
  }

  /** Scans until one scan succeeds: nothing else would apply a changed mode later. */
  private static Future<Void> rescan(Vertx vertx, PluginHost plugins) {
    return Future.fromCompletionStage(plugins.rescan())
        .onFailure(
            failure -> {
              if (!(failure instanceof RejectedExecutionException)) {
                vertx.setTimer(RESCAN_PAUSE.toMillis(), timer -> rescan(vertx, plugins));
              }
            })
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private PluginTrust pluginTrust() {
    try {
      PluginLock locks = node.settings().locks(); // reports an unreadable one before the start
      return node.mode() == Mode.DEMO ? PluginTrust.open(locks) : node.settings().trust();
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static CompletionStage<Void> save(PgCatalogStore catalogs, CheckCatalog catalog) {
    return catalogs.save(catalog.id(), catalog.checks()).toCompletionStage();
  }
}
