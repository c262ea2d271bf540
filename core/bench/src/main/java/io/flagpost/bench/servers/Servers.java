package io.flagpost.bench.servers;

import io.flagpost.bench.data.Database;
import io.flagpost.platform.database.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts the gateway, from its distribution and in production mode, and the yardsticks, from this
 * class path, under the same JVM flags and with the same Vert.x.
 */
public final class Servers {
  private static final Pattern GATEWAY_READY =
      Pattern.compile(
          "Ready after \\d+ ms, public listener on [^ ]*:(\\d+), admin listener on [^ ]*:(\\d+)");
  private static final Pattern YARDSTICK_READY = Pattern.compile("Listening on (\\d+)");
  private static final byte[] KEY_ENCRYPTION_KEY = new byte[32];

  /** Who may sign in at a gateway that has an administrator. */
  public static final String ADMINISTRATOR = "benchmark";

  /** The administrator's password. */
  public static final String PASSWORD = "measured twice and cut once";

  private final Path distribution;
  private final Path folder;
  private final List<String> flags;
  private final String disabledPlugins;
  private final AtomicInteger started = new AtomicInteger();

  /**
   * @param distribution the distribution that the build has made
   * @param folder for data and logs
   * @param flags the JVM's
   * @param disabledPlugins plugins that the gateway does not load, separated by commas
   */
  public Servers(Path distribution, Path folder, List<String> flags, String disabledPlugins) {
    this.distribution = distribution;
    this.folder = folder;
    this.flags = List.copyOf(flags);
    this.disabledPlugins = disabledPlugins;
    requireSameVertx();
  }

  /** {@code serve} with this database, and with everything else left at its default. */
  public Server gateway(Database database) {
    return gateway(database, flags);
  }

  /** The same with other flags. */
  public Server gateway(Database database, List<String> otherFlags) {
    return gateway(database, otherFlags, disabledPlugins, Map.of());
  }

  /** The same, without these plugins in addition, separated by commas. */
  public Server gatewayWithout(Database database, String plugins) {
    return gateway(
        database,
        flags,
        disabledPlugins.isEmpty() ? plugins : disabledPlugins + "," + plugins,
        Map.of());
  }

  /** The same as {@link #gateway}, with somebody who may sign in. */
  public Server gatewayWithAdministrator(Database database) {
    return gateway(
        database,
        flags,
        disabledPlugins,
        Map.of(
            "FLAGPOST_ADMIN_FIRST_ADMIN_NAME", ADMINISTRATOR,
            "FLAGPOST_ADMIN_FIRST_ADMIN_PASSWORD", PASSWORD));
  }

  private Server gateway(
      Database database, List<String> jvmFlags, String withoutPlugins, Map<String, String> more) {
    String name = "gateway-" + started.incrementAndGet();
    DatabaseSettings settings = database.settings();
    Map<String, String> environment = new HashMap<>();
    environment.put("FLAGPOST_DATABASE_URL", settings.url().toString());
    environment.put("FLAGPOST_DATABASE_USER", settings.user());
    environment.put("FLAGPOST_DATABASE_PASSWORD", settings.password());
    environment.put("FLAGPOST_DATA_DIR", folder.resolve(name).toString());
    environment.put("FLAGPOST_KEYS_KEK", Base64.getEncoder().encodeToString(KEY_ENCRYPTION_KEY));
    environment.put("FLAGPOST_HTTP_HOST", "127.0.0.1");
    environment.put("FLAGPOST_HTTP_PORT", "0");
    environment.put("FLAGPOST_ADMIN_PORT", "0");
    environment.putAll(more);
    environment.put("FLAGPOST_PLUGINS_CONF", pluginConfiguration().toString());
    environment.put("FLAGPOST_PLUGINS_DISABLED", withoutPlugins);
    List<String> program =
        List.of("-jar", distribution.resolve("flagpost.jar").toString(), "serve");
    return Server.start(name, jvmFlags, program, environment, GATEWAY_READY, log(name));
  }

  /** As shipped, but for a window that the earlier records of ten days are in. */
  private Path pluginConfiguration() {
    try {
      Path configuration = Files.createDirectories(folder.resolve("plugin-conf"));
      Files.writeString(configuration.resolve("shared-license.yaml"), "window: 30d\n");
      return configuration;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The least work for a server on this Vert.x. */
  public Server hello() {
    return yardstick("hello", HelloServer.class, Map.of());
  }

  /** The service in its simplest implementation. */
  public Server plain(Database database) {
    DatabaseSettings settings = database.settings();
    return yardstick(
        "plain",
        PlainServer.class,
        Map.of(
            PlainServer.URL, settings.url().toString(),
            PlainServer.USER, settings.user(),
            PlainServer.PASSWORD, settings.password()));
  }

  private Server yardstick(String name, Class<?> main, Map<String, String> environment) {
    List<String> program = List.of("-cp", System.getProperty("java.class.path"), main.getName());
    return Server.start(name, flags, program, environment, YARDSTICK_READY, log(name));
  }

  private Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  private void requireSameVertx() {
    String ours = Yardstick.vertxJar();
    try (Stream<Path> libraries = Files.list(distribution.resolve("lib"))) {
      if (libraries.noneMatch(library -> library.getFileName().toString().equals(ours))) {
        throw new IllegalStateException("The gateway has another Vert.x than " + ours);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
