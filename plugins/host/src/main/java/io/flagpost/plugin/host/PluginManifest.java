package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.ApiVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.Plugin;
import org.pf4j.PluginDescriptor;

/**
 * Reads and checks the manifest in which a plugin says what it is: a jar's, or the one under {@code
 * classes/} of a zip.
 */
final class PluginManifest extends ManifestPluginDescriptorFinder {
  private static final String JAR_ENTRY = "META-INF/MANIFEST.MF";
  private static final String ZIP_ENTRY = "classes/META-INF/MANIFEST.MF";
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /**
   * Reads the manifest of a jar or zip.
   *
   * @throws RefusedException if the plugin may not be loaded as it is
   */
  static PluginDescriptor read(Path file) throws IOException {
    PluginDescriptor descriptor = parse(file);
    check(descriptor);
    return descriptor;
  }

  /** The same, unchecked but for being there. */
  static PluginDescriptor parse(Path file) throws IOException {
    return new PluginManifest().createPluginDescriptor(manifest(file));
  }

  /** PF4J asks for the jar's path, or for that of the folder that a zip was unpacked into. */
  @Override
  protected Manifest readManifest(Path path) {
    try {
      return manifest(path);
    } catch (IOException e) {
      throw new RefusedException("cannot be read: " + Faults.describeWithMessage(e), e);
    }
  }

  private static Manifest manifest(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (InputStream in = Files.newInputStream(path.resolve(ZIP_ENTRY))) {
        return new Manifest(in);
      }
    }
    boolean jar = path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jar");
    String name = jar ? JAR_ENTRY : ZIP_ENTRY;
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new RefusedException("bad descriptor: there is no " + name);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1); // nobody has vouched for it so far
        if (bytes.length > MOST_BYTES) {
          throw new RefusedException("bad descriptor: " + name + " is too long");
        }
        return new Manifest(new ByteArrayInputStream(bytes));
      }
    }
  }

  /** Refuses one that does not say which plugin, in which version, it is. */
  static void checkIdentity(PluginDescriptor descriptor) {
    String id = descriptor.getPluginId();
    require(
        id != null && ID.matcher(id).matches(),
        "Plugin-Id",
        "lower-case letters, digits, -, beginning with a letter, 63 at most",
        id);
    String version = descriptor.getVersion();
    require(
        version != null && PluginVersions.isWellFormed(version),
        "Plugin-Version",
        "x.y.z, as semantic versioning has it",
        version);
  }

  /** Refuses what is missing, malformed, or made for another contract. */
  static void check(PluginDescriptor descriptor) {
    checkIdentity(descriptor);
    String main = descriptor.getPluginClass();
    require(
        main != null && !main.isBlank() && !main.equals(Plugin.class.getName()),
        "Plugin-Class",
        "the class that implements RedFlagPlugin",
        main);
    require(
        descriptor.getDependencies().isEmpty(),
        "Plugin-Dependencies",
        "absent: a plugin brings its libraries along",
        descriptor.getDependencies().isEmpty() ? null : "there");
    String requires = descriptor.getRequires();
    require(
        requires != null && !requires.isBlank() && !requires.equals("*"),
        "Plugin-Requires",
        "a range of contract versions, \">=1.0.0 & <2.0.0\" for example",
        requires);
    if (!satisfies(requires)) {
      throw new RefusedException(
          "requires version "
              + requires
              + " of the plugin contract, this gateway has "
              + ApiVersion.CURRENT);
    }
  }

  private static boolean satisfies(String requires) {
    try {
      return new DefaultVersionManager().checkVersionConstraint(ApiVersion.CURRENT, requires);
    } catch (RuntimeException e) {
      throw new RefusedException("bad descriptor: Plugin-Requires is no range: " + requires, e);
    }
  }

  private static void require(
      boolean holds, String attribute, String expected, @Nullable String given) {
    if (!holds) {
      boolean missing = given == null || given.isBlank();
      throw new RefusedException(
          "bad descriptor: "
              + attribute
              + " must be "
              + expected
              + (missing ? "; the manifest has none" : ""));
    }
  }
}
