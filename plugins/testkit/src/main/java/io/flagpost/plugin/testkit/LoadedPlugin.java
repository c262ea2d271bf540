package io.flagpost.plugin.testkit;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.host.LaneLimits;
import io.flagpost.plugin.host.PluginHost;
import io.flagpost.plugin.host.PluginHostOptions;
import io.flagpost.plugin.host.PluginStatus;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Phase;
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
 * A JUnit extension that loads a built plugin once for a test class, with the same host, class
 * loader and threads as in production. Register it in a static field:
 *
 * <pre>{@code
 * @RegisterExtension static final LoadedPlugin PLUGIN = LoadedPlugin.built();
 * }</pre>
 */
public final class LoadedPlugin implements BeforeAllCallback, AfterAllCallback {
  /** The system property in which the build passes the path of the plugin's jar or zip. */
  public static final String FILE_PROPERTY = "flagpost.plugin.file";

  // A check must not become pending because the build machine is busy.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final @Nullable Path file;
  private final Map<String, Object> configuration;
  private @Nullable Path folder;
  private @Nullable PluginHost host;

  private LoadedPlugin(@Nullable Path file, Map<String, Object> configuration) {
    this.file = file;
    this.configuration = Map.copyOf(configuration);
  }

  /** The plugin that the build passes in {@value #FILE_PROPERTY}. */
  public static LoadedPlugin built() {
    return new LoadedPlugin(null, Map.of());
  }

  /** The plugin in this file. */
  public static LoadedPlugin from(Path file) {
    return new LoadedPlugin(file, Map.of());
  }

  /** The same plugin with this configuration. */
  public LoadedPlugin configuredWith(Map<String, Object> other) {
    return new LoadedPlugin(file, other);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    open();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  /** The host's status of the plugin. */
  public PluginStatus status() {
    return running().plugins().get(0);
  }

  /** Runs every check of receipt on one record, and waits for them. */
  public CatalogResult judge(Telemetry telemetry, Lookups lookups) {
    return running().catalog().check(telemetry, lookups).toCompletableFuture().join();
  }

  /**
   * Runs every check of the phase {@link Phase#AFTER_STORE} on one record, and waits for them.
   *
   * @param history the stored records; the checks see those that were stored before this record,
   *     and folds have folded them
   */
  public CatalogResult judgeStored(Telemetry telemetry, Lookups lookups, FakeHistory history) {
    CatalogResult asked = ask(telemetry, lookups, history);
    return folds().isEmpty()
        ? asked
        : asked.and(foldRun(lookups).readAgain(history.streamBefore(telemetry)).fold(telemetry));
  }

  /** Those that do not fold. */
  private CatalogResult ask(Telemetry telemetry, Lookups lookups, FakeHistory history) {
    CheckCatalog catalog = running().catalog();
    List<String> asked =
        catalog.pluginChecks().stream()
            .filter(check -> check.phase() == Phase.AFTER_STORE && check.fold().isEmpty())
            .map(CheckInfo::id)
            .toList();
    return catalog
        .checkStored(asked, telemetry, lookups, history.before(telemetry), PATIENCE)
        .toCompletableFuture()
        .join();
  }

  /** Runs every check on one record, first those of receipt, and waits for them. */
  public CatalogResult judgeFully(Telemetry telemetry, Lookups lookups, FakeHistory history) {
    return judge(telemetry, lookups).and(judgeStored(telemetry, lookups, history));
  }

  /**
   * The same for the next record of a stream.
   *
   * @param run what the folds remember of the stream
   */
  CatalogResult judgeFully(Telemetry telemetry, Lookups lookups, FakeHistory history, FoldRun run) {
    return judge(telemetry, lookups).and(ask(telemetry, lookups, history)).and(run.fold(telemetry));
  }

  /**
   * Begins to fold a stream of records with the checks that are a {@link FoldCheck}.
   *
   * @param lookups answers their questions about what they find
   */
  public FoldRun foldRun(Lookups lookups) {
    return FoldRun.of(folds(), lookups);
  }

  /** The checks that fold. */
  List<Folding> folds() {
    CheckCatalog catalog = running().catalog();
    return catalog.pluginChecks().stream()
        .flatMap(check -> catalog.folding(check.id()).stream())
        .toList();
  }

  /** The codes of the flags that the plugin raises on one record at receipt. */
  public List<String> codes(Telemetry telemetry, Lookups lookups) {
    return judge(telemetry, lookups).findings().stream().map(Finding::code).toList();
  }

  /** The codes of the flags that the plugin raises on one record after storing. */
  public List<String> codesStored(Telemetry telemetry, Lookups lookups, FakeHistory history) {
    return judgeStored(telemetry, lookups, history).findings().stream().map(Finding::code).toList();
  }

  /** The path of the plugin's file. */
  Path file() {
    return file == null ? builtFile() : file;
  }

  /** The same plugin from another file. */
  LoadedPlugin in(Path other) {
    return new LoadedPlugin(other, configuration);
  }

  /**
   * Loads the plugin.
   *
   * @throws IllegalStateException if the host refuses it, with the reason
   */
  void open() throws IOException {
    Path source = file();
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
    PluginStatus status = status();
    if (status.state() == PluginStatus.State.REFUSED) {
      close();
      throw new IllegalStateException("the host refuses the plugin: " + status.reason());
    }
  }

  /** Unloads the plugin, if it is loaded. */
  void close() throws IOException {
    if (host != null) {
      host.close();
      host = null;
    }
    if (folder != null) {
      delete(folder);
      folder = null;
    }
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
