package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.pf4j.PluginDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where operators put plugins. Only ever read; whatever is found is copied first. */
final class DropFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);

  private final Path folder;
  private final RunFolder runFolder;

  DropFolder(Path folder, RunFolder runFolder) {
    this.folder = folder;
    this.runFolder = runFolder;
  }

  /** The jars and zips in a folder, sorted by name. */
  static List<Path> plugins(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(DropFolder::isPlugin).sorted().toList();
    }
  }

  private static boolean isPlugin(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(path) && (name.endsWith(".jar") || name.endsWith(".zip"));
  }

  /**
   * Copies every plugin into the run folder and reads its manifest there.
   *
   * @throws IOException if the folder cannot be listed, which says nothing about the plugins
   */
  List<Arrival> look() throws IOException {
    List<Arrival> arrivals = new ArrayList<>();
    for (Path file : plugins(folder)) {
      arrivals.add(read(file));
    }
    return arrivals;
  }

  private Arrival read(Path file) {
    String name = file.getFileName().toString();
    RunFolder.Copy copy;
    Optional<String> signature;
    try {
      Path beside = PluginSignatures.signatureOf(file);
      signature =
          Files.exists(beside) ? Optional.of(PluginSignatures.read(beside)) : Optional.empty();
      copy = runFolder.copy(file);
    } catch (IOException e) {
      return Arrival.refused(name, "", "", "cannot be read: " + Faults.describeWithMessage(e));
    }
    Arrival arrival = describe(name, copy, signature);
    if (arrival.content().isEmpty()) {
      discard(copy);
    }
    return arrival;
  }

  private static Arrival describe(String name, RunFolder.Copy copy, Optional<String> signature) {
    String id = "";
    String version = "";
    try {
      PluginDescriptor descriptor = PluginManifest.parse(copy.file());
      id = Objects.requireNonNullElse(descriptor.getPluginId(), "");
      version = Objects.requireNonNullElse(descriptor.getVersion(), "");
      PluginManifest.check(descriptor);
      PluginFile plugin = PluginFile.of(descriptor, copy.sha256());
      Content content = new Content(copy, plugin, signature);
      return new Arrival(name, id, version, "", Optional.of(content));
    } catch (RefusedException e) {
      return Arrival.refused(name, id, version, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      String reason = "cannot be read: " + Faults.describeWithMessage(e);
      return Arrival.refused(name, id, version, reason);
    }
  }

  /** Deletes a copy that nobody needs. */
  static void discard(RunFolder.Copy copy) {
    try {
      copy.delete();
    } catch (IOException e) {
      LOG.warn("Cannot delete the copy of a plugin in {}: {}", copy.folder(), e.toString());
    }
  }

  /**
   * A file as one look found it.
   *
   * @param name its name
   * @param id the plugin's id; empty if it cannot be read
   * @param version the plugin's version; empty if it cannot be read
   * @param problem why it cannot be loaded; empty if there is content
   * @param content what may be loaded
   */
  record Arrival(
      String name, String id, String version, String problem, Optional<Content> content) {
    static Arrival refused(String name, String id, String version, String problem) {
      return new Arrival(name, id, version, problem, Optional.empty());
    }
  }

  /** A copied plugin with a valid manifest. */
  record Content(RunFolder.Copy copy, PluginFile plugin, Optional<String> signature) {}
}
