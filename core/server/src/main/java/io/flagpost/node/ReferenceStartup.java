package io.flagpost.node;

import io.flagpost.admin.plugins.PluginModes;
import io.flagpost.node.config.Config;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.snapshot.EncryptedFile;
import io.flagpost.platform.snapshot.ReferenceFileWriter;
import io.flagpost.platform.snapshot.SnapshotMeters;
import io.flagpost.platform.snapshot.UnusableSnapshotException;
import io.flagpost.registry.DemoData;
import io.flagpost.registry.PgRegistry;
import io.flagpost.registry.RegistryMeters;
import io.flagpost.registry.RegistryTables;
import io.flagpost.signing.HeldKeys;
import io.flagpost.signing.KeyRings;
import io.flagpost.signing.SignatureProvider;
import io.flagpost.signing.SigningKeyStore;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reference data of a node: first the copy that its last run left on disk, then read from
 * PostgreSQL as soon as it is reachable, and copied to disk whenever they change.
 */
final class ReferenceStartup {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceStartup.class);

  private final KeyRings keys;
  private final PgRegistry registry;
  private final PluginModes modes;

  /** The copy that the last run left, if it is usable. */
  private record Found(@Nullable ReferenceCopy copy, Optional<HeldKeys> keys, boolean unusable) {
    static final Found NOTHING = new Found(null, Optional.empty(), false);
    static final Found RUBBISH = new Found(null, Optional.empty(), true);
  }

  /**
   * Reads the copy on disk, and the database if it is reachable. Blocking.
   *
   * @param options the options of a further connection to the database, which listens
   */
  ReferenceStartup(
      NodeContext node,
      Pool pool,
      PgConnectOptions options,
      KeyWrapping wrapping,
      SignatureProvider provider) {
    Config config = node.config();
    Vertx vertx = node.vertx();
    ShutdownSteps started = node.started();
    DeferredStartup startup = node.startup();
    Clock clock = node.clock();
    SigningKeyStore store = new SigningKeyStore(vertx, pool, wrapping, provider, clock);
    EncryptedFile file =
        new EncryptedFile(config.data().dir().resolve("reference.snapshot"), wrapping);
    Found found = find(file, store, node.mode());
    ReferenceCopy copy = found.copy;

    keys = KeyRings.create(vertx, store, config.registry().ttl(), found.keys);
    started.add("signing keys", limit -> keys.close());
    startup.add("making the first signing keys", () -> makeFirstKeys(store, node.mode()));
    startup.add("reading the signing keys", () -> Await.done(keys.start()));

    registry =
        PgRegistry.create(
            vertx,
            pool,
            options,
            node.settings().registry(),
            clock,
            copy == null ? RegistryTables.EMPTY : copy.registry());
    started.add("registry", limit -> Await.done(registry.close(), limit));
    startup.add("reading the reference data", () -> Await.done(registry.start()));
    registry.whenChanged(keys::refresh);

    Config.Plugins plugins = config.plugins();
    modes =
        new PluginModes(
            pool, plugins.shadow(), plugins.disabled(), copy == null ? Map.of() : copy.modes());
    startup.add("reading the modes of plugins", () -> Await.done(modes.refresh()));

    ReferenceFileWriter<ReferenceCopy> writer =
        new ReferenceFileWriter<>(
            vertx,
            file,
            () -> new ReferenceCopy(registry.tables(), keys.sealed(), modes.decided()),
            newest -> newest.encode(clock.instant()),
            copy,
            found.unusable,
            clock);
    started.add("reference snapshot", limit -> Await.done(writer.close(), limit));
    registry.whenLoaded(writer::changed);
    keys.whenLoaded(writer::changed);
    modes.whenLoaded(writer::changed);
    startup.add("copying the reference data", writer::begin);
    RegistryMeters.bind(registry::state, node.meters());
    SnapshotMeters.bind(writer, node.meters());
  }

  KeyRings keys() {
    return keys;
  }

  PgRegistry registry() {
    return registry;
  }

  PluginModes modes() {
    return modes;
  }

  private static void makeFirstKeys(SigningKeyStore store, Mode mode) {
    Await.done(store.ensureGlobalKey());
    if (mode == Mode.DEMO) {
      Await.done(store.createProductKey(DemoData.PRODUCT_WITH_OWN_KEY, SigningAlgorithm.RS256));
    }
  }

  private static Found find(EncryptedFile file, SigningKeyStore store, Mode mode) {
    try {
      Optional<byte[]> content = file.read();
      if (content.isEmpty()) {
        return Found.NOTHING;
      }
      ReferenceCopy.Read read = ReferenceCopy.decode(content.get());
      if (mode == Mode.PRODUCTION && read.copy().registry().holdPublishedKeys()) {
        LOG.warn("The reference data in {} are the demo's, whose API keys everybody knows", file);
        return Found.NOTHING;
      }
      HeldKeys held = store.hold(read.copy().keys());
      LOG.info("Beginning with the reference data of {}, from {}", read.writtenAt(), file);
      return new Found(read.copy(), Optional.of(held), false);
    } catch (UnusableSnapshotException
        | KeyEncryptionException
        | IllegalArgumentException
        | IllegalStateException e) {
      LOG.error("The reference data in {} are of no use: {}", file, e.getMessage());
      return Found.RUBBISH;
    }
  }
}
