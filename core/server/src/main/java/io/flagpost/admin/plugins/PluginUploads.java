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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds and removes plugin files over the admin API. Uploads are written to a folder inside the
 * plugin folder that is not searched for plugins, and then renamed, so that either the old or the
 * new file is there, complete. Each change can be undone until it is finished. On the admin
 * listener's event loop; file access runs on a dedicated thread.
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
    /** This upload, under the name of an existing file. */
    Upload replacing(String other) {
      String type = name.substring(name.lastIndexOf('.'));
      if (!other.toLowerCase(Locale.ROOT).endsWith(type)) {
        throw new ProblemException(
            Problem.conflict("The plugin exists as " + other + "; remove it first"));
      }
      return new Upload(file, other, plugin, signature);
    }
  }

  /**
   * A change to one file, which can still be undone.
   *
   * @param target the file in the plugin folder
   * @param before the kept previous file; null if there was none
   */
  record Placement(Path target, @Nullable Path before) {}

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
      return new Upload(file, plugin.id() + "." + type, plugin, signature);
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
   * Moves the file into the plugin folder.
   *
   * @param replaces whether it may replace another file
   */
  Future<Placement> place(Upload upload, boolean replaces) {
    return onOwnThread(
        () -> {
          Path target = folder.resolve(upload.name());
          if (!replaces && Files.exists(target)) {
            throw new ProblemException(
                Problem.conflict("There is already a file named " + upload.name()));
          }
          Placement placement = new Placement(target, Files.exists(target) ? copy(target) : null);
          try {
            // The file first: with a signature that does not match, it is not mistaken for the
            // other.
            Files.move(upload.file(), target, StandardCopyOption.ATOMIC_MOVE);
            sign(target, upload.signature());
          } catch (IOException e) {
            restore(placement);
            throw e;
          }
          return placement;
        });
  }

  /** Removes a file and its signature from the plugin folder. */
  Future<Placement> takeOut(String name) {
    return onOwnThread(
        () -> {
          Files.createDirectories(arrivals);
          Path target = folder.resolve(name);
          Placement placement = new Placement(target, Files.exists(target) ? copy(target) : null);
          Files.deleteIfExists(target);
          Files.deleteIfExists(PluginSignatures.signatureOf(target));
          return placement;
        });
  }

  /** Restores the previous state. */
  Future<Void> undo(Placement placement) {
    return onOwnThread(
        () -> {
          restore(placement);
          return null;
        });
  }

  /** Deletes the kept previous file. */
  Future<Void> finish(Placement placement) {
    return onOwnThread(
        () -> {
          if (placement.before() != null) {
            Files.deleteIfExists(placement.before());
            Files.deleteIfExists(PluginSignatures.signatureOf(placement.before()));
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

  private Path copy(Path target) throws IOException {
    Path kept = arrivals.resolve(UUID.randomUUID() + ".kept");
    Files.copy(target, kept);
    Path signature = PluginSignatures.signatureOf(target);
    if (Files.exists(signature)) {
      Files.copy(signature, PluginSignatures.signatureOf(kept));
    }
    return kept;
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

  private static void restore(Placement placement) throws IOException {
    Path target = placement.target();
    Path before = placement.before();
    if (before == null) {
      Files.deleteIfExists(target);
      Files.deleteIfExists(PluginSignatures.signatureOf(target));
      return;
    }
    Path signature = PluginSignatures.signatureOf(before);
    Files.move(before, target, StandardCopyOption.ATOMIC_MOVE);
    if (Files.exists(signature)) {
      Files.move(signature, PluginSignatures.signatureOf(target), StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.deleteIfExists(PluginSignatures.signatureOf(target));
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
