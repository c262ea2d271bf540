package io.flagpost.plugin.host;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.pf4j.PluginDescriptor;

/**
 * A plugin file's own description, and its hash.
 *
 * @param id the plugin's id
 * @param version its version
 * @param requires the versions of the contract that it supports
 * @param sha256 the file's SHA-256, in lower-case hex
 */
public record PluginFile(String id, String version, String requires, String sha256) {

  public PluginFile {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(requires, "requires");
    Objects.requireNonNull(sha256, "sha256");
  }

  /**
   * Reads a jar or zip, without running any of its code.
   *
   * @throws IOException if it cannot be read or is not a plugin; the message says why
   */
  public static PluginFile describe(Path file) throws IOException {
    try {
      ArchiveRules.check(file);
      return of(PluginManifest.read(file), FileDigest.of(file));
    } catch (PluginRefusedException e) {
      throw new IOException(file.getFileName() + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(file.getFileName() + ": cannot be read: " + FileTrouble.of(e), e);
    }
  }

  /** The description from a descriptor that has an id and a version. */
  static PluginFile of(PluginDescriptor descriptor, String sha256) {
    return new PluginFile(
        descriptor.getPluginId(),
        descriptor.getVersion(),
        Objects.requireNonNullElse(descriptor.getRequires(), ""),
        sha256);
  }
}
