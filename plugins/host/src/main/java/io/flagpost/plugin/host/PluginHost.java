package io.flagpost.plugin.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins of this node: loads those in the drop folder, publishes their checks, and follows
 * changes to the files while traffic flows.
 *
 * <p>Opening and closing block, and must not run on an event loop; everything else may be called on
 * any thread and never waits: loading and unloading run on the host's own thread. Only a required
 * plugin can make opening fail: any other that cannot be loaded is named in the log and in {@link
 * #plugins()}.
 */
public final class PluginHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);
  private static final long CLOSE_SECONDS = 60;

  private final PluginHostOptions options;
  private final Timer timer;
  private final Deadlines deadlines;
  private final RunFolder runFolder;
  private final DropFolder dropFolder;
  private final BlackBox blackBox;
  private final PluginRoster roster;
  private final ThreadPoolExecutor executor;
  private final Object lock = new Object();
  private StandardStreams streams = StandardStreams.now();
  private @Nullable Look waiting;
  private boolean closed;

  PluginHost(PluginHostOptions options, Timer timer) {
    this.options = options;
    this.timer = timer;
    this.deadlines = new Deadlines(timer);
    try {
      this.runFolder = RunFolder.open(options.runFolder());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + options.runFolder(), e);
    }
    this.dropFolder = new DropFolder(options.dropFolder(), runFolder);
    Path run = options.runFolder();
    this.blackBox = BlackBox.open(run.resolveSibling(run.getFileName() + ".black-box"));
    this.roster = new PluginRoster(options, timer, deadlines, blackBox);
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "plugin-host");
              thread.setDaemon(true);
              return thread;
            });
    executor
        .prestartAllCoreThreads(); // not by the first caller, because threads inherit from their
    // creator
  }

  /**
   * Loads and starts every plugin of the drop folder.
   *
   * @throws UncheckedIOException if the run folder, which is the gateway's own, cannot be used
   * @throws IllegalStateException naming each required plugin that is not running, and why
   */
  public static PluginHost open(PluginHostOptions options) {
    return open(options, Timer.system());
  }

  static PluginHost open(PluginHostOptions options, Timer timer) {
    PluginHost host = new PluginHost(options, timer);
    try {
      CompletableFuture.runAsync(() -> host.roster.open(host.firstLook()), host.executor).join();
      return host;
    } catch (RuntimeException e) {
      host.close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** The current checks. */
  public CheckCatalog catalog() {
    return roster.catalog();
  }

  /** Every running plugin, and every file that is not running, with the reason. */
  public List<PluginStatus> plugins() {
    return roster.statuses();
  }

  /** The number of threads of all stopped plugins that are still running. */
  public int leakedThreads() {
    return roster.leakedThreads();
  }

  /**
   * Passes a warm-up record to each plugin, one after the other, before any other record: if a
   * plugin then ends the process, the next process knows which one it was. Does the same with each
   * plugin that is started later. Blocking.
   *
   * @param record creates the record, and answers its look-ups
   */
  public void warmUp(Supplier<CheckCatalog.Received> record) {
    roster.warmUp(record);
  }

  /**
   * Tries a plugin again that is not loaded because it has ended the process; no-op for others.
   *
   * @return like {@link #rescan()}
   */
  public CompletionStage<List<PluginStatus>> enable(String pluginId) {
    blackBox.marks().forgive(pluginId);
    return rescan();
  }

  /**
   * Says why a file would not be trusted in the drop folder; empty if it would. Blocking.
   *
   * @throws IOException if that cannot be determined
   */
  public Optional<String> objectionTo(PluginTrust.Candidate candidate) throws IOException {
    return options.trust().objectionTo(candidate);
  }

  /**
   * Reads the drop folder, the modes, the configuration and the trust again, and starts and stops
   * plugins accordingly.
   *
   * <p>A new file is loaded; one with other content is loaded beside the running version. Then a
   * catalog with it is published. Then plugins that are no longer needed (the file was deleted or
   * is no longer trusted, the plugin was disabled or replaced) are stopped and unloaded, once their
   * records are answered. A version keeps running if its replacement is refused. There is no gap:
   * each record is checked by either the old version or the new one.
   *
   * @return completes with {@link #plugins()} when all of that is done, on the host's thread. Fails
   *     if the folder cannot be read or the new catalog cannot be published, which leaves
   *     everything unchanged, and if the host is closed
   */
  public CompletionStage<List<PluginStatus>> rescan() {
    return rescan(Set.of());
  }

  /**
   * The same, except for files that are still being written: they are not read, and plugins that
   * run from them keep running.
   *
   * @param changing files in the drop folder; they are read all the same if another caller joins
   *     the same scan without naming them
   */
  public CompletionStage<List<PluginStatus>> rescan(Set<Path> changing) {
    synchronized (lock) {
      Look next = waiting;
      if (next != null) {
        next.changing.retainAll(changing);
      } else {
        next = new Look(changing);
        if (closed) {
          next.abandon();
        } else {
          waiting = next;
          executor.execute(next);
        }
      }
      return next.done.minimalCompletionStage();
    }
  }

  /**
   * Stops every plugin, the last one first, and deletes the copies. Blocking. Unanswered checks are
   * left pending.
   */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    blackBox.exits().look(); // while the loaded classes are still known
    for (Runnable task : new ArrayList<>(executor.shutdownNow())) {
      if (task instanceof Look look) {
        look.abandon();
      }
    }
    boolean interrupted = !awaitThread();
    roster.close();
    deadlines.endAll();
    timer.close();
    blackBox.close();
    try {
      runFolder.clear();
    } catch (IOException e) {
      LOG.warn("Cannot delete the copies of plugins in {}: {}", runFolder.path(), e.toString());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitThread() {
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A change of plugins is still under way while they are stopped");
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private List<DropFolder.Arrival> firstLook() {
    try {
      return dropFolder.look(Set.of());
    } catch (IOException e) {
      LOG.error(
          "No plugins are loaded: cannot read {}: {}", options.dropFolder(), FileTrouble.of(e));
      return List.of();
    }
  }

  /** One scan; later requests join it as long as it has not begun. */
  private final class Look implements Runnable {
    private final CompletableFuture<List<PluginStatus>> done = new CompletableFuture<>();
    private final Set<Path> changing;

    Look(Set<Path> changing) {
      this.changing = new HashSet<>(changing);
    }

    @Override
    public void run() {
      Set<Path> skipped;
      synchronized (lock) {
        waiting = null;
        skipped = Set.copyOf(changing);
      }
      try {
        roster.update(dropFolder.look(skipped));
        streams = streams.compare("Since the last scan of the plugins");
        done.complete(plugins());
      } catch (IOException | RuntimeException | Error e) {
        LOG.error("Cannot apply the change of plugins; they stay as they are", e);
        done.completeExceptionally(e);
      }
    }

    void abandon() {
      done.completeExceptionally(new RejectedExecutionException("the plugin host is closed"));
    }
  }
}
