package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pf4j.PluginDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder in which operators put plugins. It is only read; every file is copied first. */
final class DropFolder {
  private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);

  /** The reason why a file has not been read yet. */
  static final String CHANGING = "still being written; it will be loaded once it stops changing";

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
   * @param changing files that must not be read, because they are still being written
   * @throws IOException if the folder cannot be listed
   */
  List<Arrival> look(Set<Path> changing) throws IOException {
    List<Arrival> arrivals = new ArrayList<>();
    for (Path file : plugins(folder)) {
      arrivals.add(
          changing.contains(file)
              ? Arrival.refused(file.getFileName().toString(), "", "", CHANGING)
              : read(file));
    }
    return arrivals;
  }

  private Arrival read(Path file) {
    String name = file.getFileName().toString();
    RunFolder.Copy copy;
    Optional<String> signature;
    long modified;
    try {
      signature = signatureBeside(file);
      modified = Files.getLastModifiedTime(file).toMillis();
      copy = runFolder.copy(file);
    } catch (IOException e) {
      return Arrival.refused(name, "", "", "cannot be read: " + FileTrouble.of(e));
    }
    Arrival arrival = describe(name, copy, signature, modified);
    if (arrival.content().isEmpty()) {
      discard(copy);
    }
    return arrival;
  }

  /** An unreadable signature counts as none: the plugin may still be on a list. */
  private static Optional<String> signatureBeside(Path file) {
    Path beside = PluginSignatures.signatureOf(file);
    if (!Files.isRegularFile(beside)) {
      return Optional.empty();
    }
    try {
      return Optional.of(PluginSignatures.read(beside));
    } catch (IOException e) {
      LOG.warn("The signature {} cannot be read and is ignored: {}", beside, FileTrouble.of(e));
      return Optional.of("");
    }
  }

  private static Arrival describe(
      String name, RunFolder.Copy copy, Optional<String> signature, long modified) {
    String id = "";
    String version = "";
    Optional<Content> content = Optional.empty();
    String problem = "";
    try {
      ArchiveRules.check(copy.file());
      PluginDescriptor descriptor = PluginManifest.parse(copy.file());
      id = PluginManifest.idOf(descriptor);
      version = PluginManifest.versionOf(descriptor);
      PluginManifest.checkIdentity(descriptor);
      PluginFile plugin = PluginFile.of(descriptor, copy.sha256());
      content = Optional.of(new Content(copy, plugin, signature, modified));
      PluginManifest.check(descriptor);
    } catch (PluginRefusedException e) {
      problem = String.valueOf(e.getMessage());
    } catch (IOException e) {
      problem = "cannot be read: " + FileTrouble.of(e);
    } catch (RuntimeException | StackOverflowError e) { // perhaps from a parser
      problem = "cannot be read: " + Faults.describeWithMessage(e);
    }
    return new Arrival(name, id, version, problem, content);
  }

  /** Deletes a copy that is no longer needed. */
  static void discard(RunFolder.Copy copy) {
    try {
      copy.delete();
    } catch (IOException e) {
      LOG.warn("Cannot delete the copy of a plugin in {}: {}", copy.folder(), e.toString());
    }
  }

  /**
   * A file as found by one scan.
   *
   * @param name its name
   * @param id the plugin's id; empty if it cannot be read
   * @param version the plugin's version; empty if it cannot be read
   * @param problem why it cannot be loaded; empty if only trust remains to be checked
   * @param content its content; empty if it does not name its plugin
   */
  record Arrival(
      String name, String id, String version, String problem, Optional<Content> content) {
    static Arrival refused(String name, String id, String version, String problem) {
      return new Arrival(name, id, version, problem, Optional.empty());
    }
  }

  /**
   * A copied plugin whose manifest has a well-formed id and version.
   *
   * @param modified when the file was written or touched, in milliseconds since 1970
   */
  record Content(
      RunFolder.Copy copy, PluginFile plugin, Optional<String> signature, long modified) {
    PluginTrust.Candidate candidate(String name) {
      return candidate(name, signature);
    }

    /** The same, with a signature that was beside it at another time. */
    PluginTrust.Candidate candidate(String name, Optional<String> other) {
      return new PluginTrust.Candidate(name, plugin, copy.file(), other);
    }
  }
}
