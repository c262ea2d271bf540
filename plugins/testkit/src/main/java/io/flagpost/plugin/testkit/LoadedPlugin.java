package io.flagpost.plugin.testkit;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.host.LaneLimits;
import io.flagpost.plugin.host.PluginHost;
import io.flagpost.plugin.host.PluginHostOptions;
import io.flagpost.plugin.host.PluginStatus;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * JUnit extension that loads a built plugin once for a test class, through the same host, class
 * loader and threads as production. Register it in a static field:
 *
 * <pre>{@code
 * @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();
 * }</pre>
 */
public final class LoadedPlugin implements BeforeAllCallback, AfterAllCallback {
  /** The system property in which the build says where the plugin's jar or zip is. */
  public static final String FILE_PROPERTY = "flagpost.plugin.file";

  // A busy build machine is no reason for a check to be pending.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final @Nullable Path file;
  private final Map<String, Object> configuration;
  private @Nullable Path folder;
  private @Nullable PluginHost host;

  private LoadedPlugin(@Nullable Path file, Map<String, Object> configuration) {
    this.file = file;
    this.configuration = Map.copyOf(configuration);
  }

  /** The plugin that the build names in {@value #FILE_PROPERTY}. */
  public static LoadedPlugin built() {
    return new LoadedPlugin(null, Map.of());
  }

  /** The plugin in this file. */
  public static LoadedPlugin from(Path file) {
    return new LoadedPlugin(file, Map.of());
  }

  /** The same plugin with configuration of its own. */
  public LoadedPlugin configuredWith(Map<String, Object> other) {
    return new LoadedPlugin(file, other);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path source = file == null ? builtFile() : file;
    Path made = Files.createTempDirectory("flagpost-plugin");
    folder = made;
    Path drop = Files.createDirectory(made.resolve("drop"));
    Path name = source.getFileName();
    Files.copy(source, drop.resolve(name.toString()));
    PluginHost opened =
        PluginHost.open(
            PluginHostOptions.of(drop, made.resolve("run"))
                .withConfiguration(id -> configuration)
                .withLimits(LaneLimits.DEFAULT.withDeadline(PATIENCE)));
    host = opened;
    if (status().state() == PluginStatus.State.REFUSED) {
      throw new IllegalStateException("the host refuses the plugin: " + status().reason());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (host != null) {
      host.close();
    }
    if (folder != null) {
      delete(folder);
    }
  }

  /** What the host says of the plugin. */
  public PluginStatus status() {
    return running().plugins().get(0);
  }

  /** Has every check of the plugin judge one record, and waits for them. */
  public CatalogResult judge(Telemetry telemetry, Lookups lookups) {
    return running().catalog().check(telemetry, lookups).toCompletableFuture().join();
  }

  /** The codes of the flags that the plugin raises on one record. */
  public List<String> codes(Telemetry telemetry, Lookups lookups) {
    return judge(telemetry, lookups).findings().stream().map(Finding::code).toList();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> inside;
    try (Stream<Path> walk = Files.walk(folder)) {
      inside = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : inside) {
      Files.delete(path);
    }
  }

  private PluginHost running() {
    if (host == null) {
      throw new IllegalStateException("not started: register it with @RegisterExtension");
    }
    return host;
  }

  private static Path builtFile() {
    String named = System.getProperty(FILE_PROPERTY);
    if (named == null) {
      throw new IllegalStateException("the build does not set " + FILE_PROPERTY);
    }
    return Path.of(named);
  }
}
