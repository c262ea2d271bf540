package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files have changed, and has the host look at them.
 *
 * <p>It compares names, sizes and times at intervals, which works on every file system, mounted
 * ones included, and acts only when two looks in a row found the same: a file that is still being
 * copied is left alone. The first look counts as a change, since nobody knows what happened before
 * it. A thread of its own does all this.
 */
public final class PluginFolderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginFolderWatch.class);
  private static final int LOOKS_UNTIL_RETRY = 15;

  private final List<Path> watched;
  private final Supplier<? extends CompletionStage<?>> rescan;
  private final ScheduledThreadPoolExecutor executor;
  private Map<Path, Stamp> seen = Map.of();
  private volatile @Nullable Map<Path, Stamp> done;
  private volatile boolean failed;
  private int pause;
  private volatile boolean busy;

  PluginFolderWatch(List<Path> watched, Supplier<? extends CompletionStage<?>> rescan) {
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
   * Watches from now on.
   *
   * @param watched folders, whose files count but not their sub-folders, and single files; they
   *     need not be there
   * @param interval how long to wait between two looks
   * @param rescan {@link PluginHost#rescan}; asked again some time later if it fails
   */
  public static PluginFolderWatch start(
      List<Path> watched, Duration interval, Supplier<? extends CompletionStage<?>> rescan) {
    PluginFolderWatch watch = new PluginFolderWatch(watched, rescan);
    watch.schedule(interval.toMillis());
    return watch;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // looking contains its own failures
  private void schedule(long millis) {
    executor.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Takes one look, and acts on what has settled. */
  void look() {
    try {
      Map<Path, Stamp> now = snapshot();
      boolean settled = now.equals(seen);
      seen = now;
      if (failed) {
        failed = false;
        pause = LOOKS_UNTIL_RETRY;
      }
      if (pause > 0) {
        pause--;
      } else if (settled && !busy && !now.equals(done)) {
        act(now);
      }
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
                failed = true; // whoever was asked has logged it
              }
              busy = false;
            });
  }

  private CompletionStage<?> ask() {
    try {
      return rescan.get();
    } catch (RuntimeException e) {
      LOG.error("The plugins cannot be looked at", e);
      return CompletableFuture.failedStage(e);
    }
  }

  private Map<Path, Stamp> snapshot() {
    Map<Path, Stamp> found = new HashMap<>();
    for (Path path : watched) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          files.forEach(file -> put(found, file));
        } catch (IOException e) {
          LOG.debug("cannot list {}: {}", path, e.toString());
        }
      } else {
        put(found, path);
      }
    }
    return found;
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

  /** Ends watching; a look that goes on is not waited for. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  private record Stamp(long size, long modified) {}
}
