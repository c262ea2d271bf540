package io.flagpost.plugin.host;

import io.flagpost.plugin.host.FolderLooks.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects changed files, and makes the host scan them.
 *
 * <p>It compares names, sizes and times at intervals, which works on every file system, including
 * mounted ones, and acts on a file when two scans in a row have found it the same: a file that is
 * still being copied is left alone, and delays no other. In folders, only files that are relevant
 * to the host count: plugins, their signatures, and configuration. Files that exist at the
 * beginning count as changed, because earlier changes are unknown. All this runs on its own thread.
 */
public final class PluginFolderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginFolderWatch.class);
  private static final int LOOKS_UNTIL_RETRY = 15;
  private static final Pattern MATTERS =
      Pattern.compile(".+\\.(jar|zip|jar\\.sig|zip\\.sig|yaml)", Pattern.CASE_INSENSITIVE);

  private final List<Path> watched;
  private final Function<Set<Path>, ? extends CompletionStage<?>> rescan;
  private final ScheduledThreadPoolExecutor executor;
  private final FolderLooks looks = new FolderLooks(LOG::warn, LOG::info);
  private boolean began;
  private volatile @Nullable Map<Path, Stamp> done;
  private volatile boolean failed;
  private int pause;
  private volatile boolean busy;

  PluginFolderWatch(List<Path> watched, Function<Set<Path>, ? extends CompletionStage<?>> rescan) {
    this.watched = List.copyOf(watched);
    this.rescan = rescan;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "plugin-watch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts watching.
   *
   * @param watched folders (their files, without sub-folders) and single files; they need not exist
   * @param interval the pause between two scans
   * @param rescan {@link PluginHost#rescan(Set)}, called with the files that are still changing;
   *     called again later if it fails
   */
  public static PluginFolderWatch start(
      List<Path> watched,
      Duration interval,
      Function<Set<Path>, ? extends CompletionStage<?>> rescan) {
    PluginFolderWatch watch = new PluginFolderWatch(watched, rescan);
    watch.schedule(interval.toMillis());
    return watch;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // scanning handles its own failures
  private void schedule(long millis) {
    executor.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Scans once, and acts on files that have settled. */
  void look() {
    try {
      looks.add(snapshot());
      Map<Path, Stamp> now = looks.settled();
      if (failed) {
        failed = false;
        pause = LOOKS_UNTIL_RETRY;
      }
      if (pause > 0) {
        pause--;
      } else if (began && !busy && !now.equals(done)) {
        act(now);
      }
      began = true;
    } catch (RuntimeException e) {
      LOG.error("Cannot watch the plugins", e);
    }
  }

  private void act(Map<Path, Stamp> now) {
    busy = true;
    ask()
        .whenComplete(
            (result, error) -> {
              if (error == null) {
                done = now;
              } else {
                failed = true; // the callee has logged it
              }
              busy = false;
            });
  }

  private CompletionStage<?> ask() {
    try {
      return rescan.apply(changing());
    } catch (RuntimeException e) {
      LOG.error("Cannot scan the plugin folder", e);
      return CompletableFuture.failedStage(e);
    }
  }

  /** A plugin counts as changing while its signature does, unless that never settles. */
  private Set<Path> changing() {
    Set<Path> changing = new HashSet<>();
    for (Path file : looks.changing()) {
      if (!file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".sig")) {
        changing.add(file);
      } else if (!looks.isHopeless(file)) {
        changing.add(PluginSignatures.signed(file));
      }
    }
    return changing;
  }

  private Map<Path, Stamp> snapshot() {
    Map<Path, Stamp> found = new HashMap<>();
    for (Path path : watched) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          files.filter(PluginFolderWatch::matters).forEach(file -> put(found, file));
        } catch (IOException e) {
          LOG.debug("cannot list {}: {}", path, e.toString());
        }
      } else {
        put(found, path);
      }
    }
    return found;
  }

  private static boolean matters(Path file) {
    return MATTERS.matcher(file.getFileName().toString()).matches();
  }

  private static void put(Map<Path, Stamp> found, Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isRegularFile()) {
        long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        found.put(file, new Stamp(attributes.size(), modified));
      }
    } catch (IOException e) {
      LOG.debug("not there: {}", file); // that is how files go
    }
  }

  /** Stops watching, without waiting for a running scan. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
