package io.flagpost.admin.plugins;

import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.plugin.host.PluginFile;
import io.flagpost.plugin.host.PluginSignatures;
import io.flagpost.plugin.host.PluginTrust;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds and removes plugin files over the admin API. A file that is added is named by the plugin's
 * id and version, and the file that it replaces is removed, whatever its name. Uploads are written
 * to a folder inside the plugin folder that is not searched for plugins, and then renamed, so that
 * at every moment the old file, the new one, or both are there, complete: of both, the newer
 * version runs. Each change can be undone until it is finished. On the admin listener's event loop;
 * file access runs on a dedicated thread.
 */
public final class PluginUploads {
  private static final int LARGEST = 64 << 20;

  private final Path folder;
  private final Path arrivals;
  private final LimitedBodies bodies;
  private final WorkerExecutor executor;
  private Future<?> last = Future.succeededFuture();

  /**
   * @param folder the plugin folder
   */
  public PluginUploads(Vertx vertx, Path folder) {
    this.folder = folder;
    this.arrivals = folder.resolve(".arriving");
    this.bodies = new LimitedBodies(vertx, LARGEST);
    this.executor = vertx.createSharedWorkerExecutor("plugin-upload", 1);
  }

  /**
   * A complete upload.
   *
   * @param file its path
   * @param name its future name in the plugin folder
   * @param plugin its description of itself
   * @param signature the signature of its bytes, in Base64
   */
  record Upload(Path file, String name, PluginFile plugin, Optional<String> signature) {
    /** Names the file of a plugin: by id and version, which hold no character of a path. */
    static String nameOf(PluginFile plugin, String type) {
      return plugin.id() + "-" + plugin.version() + "." + type;
    }
  }

  /**
   * A change to the plugin folder, which can still be undone.
   *
   * @param files every file that it touches, in the order in which they are restored
   */
  record Placement(List<Before> files) {}

  /**
   * A file before a change.
   *
   * @param file the file in the plugin folder
   * @param kept a copy of it; null if it did not exist
   */
  record Before(Path file, @Nullable Path kept) {}

  /** Makes one complete change after the other. */
  synchronized <T> Future<T> alone(Supplier<Future<T>> change) {
    Future<T> mine = last.transform(done -> change.get());
    last = mine;
    return mine;
  }

  /** Receives the request's body. Fails with a {@link ProblemException} if it is not a plugin. */
  Future<Upload> receive(AdminRequest request) {
    String type = request.queryParameter("type").orElse("jar");
    Optional<String> signature = request.queryParameter("signature");
    return bodies
        .read(request.http())
        .compose(body -> onOwnThread(() -> keep(body, type, signature)));
  }

  private Upload keep(Buffer body, String type, Optional<String> signature) throws IOException {
    Files.createDirectories(arrivals);
    Path file = arrivals.resolve(UUID.randomUUID() + "." + type);
    try {
      Files.write(file, body.getBytes());
      PluginFile plugin = PluginFile.describe(file);
      return new Upload(file, Upload.nameOf(plugin, type), plugin, signature);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw new ProblemException(
          Problem.invalid(
              "body",
              "is not a plugin: "
                  + String.valueOf(e.getMessage()).replace(file.getFileName() + ": ", "")));
    }
  }

  /** Says why a plugin may not be loaded, like {@link PluginTrust}. */
  @FunctionalInterface
  interface Vetting {
    Optional<String> objectionTo(PluginTrust.Candidate candidate) throws IOException;
  }

  /** Fails unless the file would be trusted: an untrusted file never replaces a trusted one. */
  Future<Void> vet(Upload upload, Vetting trust) {
    return onOwnThread(
        () -> {
          Optional<String> objection =
              trust.objectionTo(
                  new PluginTrust.Candidate(
                      upload.name(), upload.plugin(), upload.file(), upload.signature()));
          if (objection.isPresent()) {
            throw new ProblemException(
                Problem.unprocessable("The plugin is refused: " + objection.get(), List.of()));
          }
          return null;
        });
  }

  /**
   * Moves the file into the plugin folder, and removes the one that it replaces.
   *
   * @param replaced the name of the file that it replaces; empty if the plugin is new
   * @param overwrites whether a file of its own name may be overwritten
   */
  Future<Placement> place(Upload upload, Optional<String> replaced, boolean overwrites) {
    return onOwnThread(
        () -> {
          Path target = folder.resolve(upload.name());
          if (!overwrites && Files.exists(target)) {
            throw new ProblemException(
                Problem.conflict("There is already a file named " + upload.name()));
          }
          List<Before> before = new ArrayList<>();
          Optional<Path> old = replaced.map(folder::resolve).filter(file -> !file.equals(target));
          try {
            if (old.isPresent()) {
              before.add(before(old.get()));
            }
            before.add(before(target));
            // The file first: with a signature that does not match, it is not mistaken for the
            // other.
            Files.move(upload.file(), target, StandardCopyOption.ATOMIC_MOVE);
            sign(target, upload.signature());
            if (old.isPresent()) {
              delete(old.get());
            }
          } catch (IOException e) {
            restore(before);
            throw e;
          }
          return new Placement(List.copyOf(before));
        });
  }

  /** Removes a file and its signature from the plugin folder. */
  Future<Placement> takeOut(String name) {
    return onOwnThread(
        () -> {
          Files.createDirectories(arrivals);
          Before before = before(folder.resolve(name));
          delete(before.file());
          return new Placement(List.of(before));
        });
  }

  /** Restores the previous state. */
  Future<Void> undo(Placement placement) {
    return onOwnThread(
        () -> {
          restore(placement.files());
          return null;
        });
  }

  /** Deletes the copies of previous files. */
  Future<Void> finish(Placement placement) {
    return onOwnThread(
        () -> {
          for (Before before : placement.files()) {
            if (before.kept() != null) {
              delete(before.kept());
            }
          }
          return null;
        });
  }

  /** Deletes an upload that was not moved into the plugin folder. */
  Future<Void> discard(Upload upload) {
    return onOwnThread(
        () -> {
          Files.deleteIfExists(upload.file());
          return null;
        });
  }

  private Before before(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Before(file, null);
    }
    Path kept = arrivals.resolve(UUID.randomUUID() + ".kept");
    Files.copy(file, kept);
    Path signature = PluginSignatures.signatureOf(file);
    if (Files.exists(signature)) {
      Files.copy(signature, PluginSignatures.signatureOf(kept));
    }
    return new Before(file, kept);
  }

  /** Deletes a file and its signature. */
  private static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(PluginSignatures.signatureOf(file));
  }

  private void sign(Path target, Optional<String> signature) throws IOException {
    Path place = PluginSignatures.signatureOf(target);
    if (signature.isEmpty()) {
      Files.deleteIfExists(place);
      return;
    }
    Path arriving = arrivals.resolve(UUID.randomUUID() + ".sig");
    Files.writeString(arriving, signature.get() + "\n");
    Files.move(arriving, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void restore(List<Before> files) throws IOException {
    for (Before before : files) {
      if (before.kept() == null) {
        delete(before.file());
      } else {
        restore(before.kept(), before.file());
      }
    }
  }

  private static void restore(Path kept, Path file) throws IOException {
    Path signature = PluginSignatures.signatureOf(kept);
    Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE);
    if (Files.exists(signature)) {
      Files.move(signature, PluginSignatures.signatureOf(file), StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.deleteIfExists(PluginSignatures.signatureOf(file));
    }
  }

  private <T> Future<T> onOwnThread(Callable<T> work) {
    return executor.executeBlocking(
        () -> {
          try {
            return work.call();
          } catch (AccessDeniedException e) {
            throw new ProblemException(
                Problem.conflict("The gateway has no permission to write to its plugin folder"));
          }
        });
  }
}
