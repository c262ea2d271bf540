package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.ApiVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.pf4j.DefaultVersionManager;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.Plugin;
import org.pf4j.PluginDescriptor;

/** Reads and checks a plugin's manifest: a jar's, or the one under {@code classes/} of a zip. */
final class PluginManifest extends ManifestPluginDescriptorFinder {
  private static final String JAR_ENTRY = "META-INF/MANIFEST.MF";
  private static final String ZIP_ENTRY = "classes/META-INF/MANIFEST.MF";
  private static final int MOST_BYTES = 1 << 20;
  private static final int LONGEST_RANGE = 200; // because the parser of ranges is recursive
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /**
   * Reads the manifest of a jar or zip.
   *
   * @throws PluginRefusedException if the plugin cannot be loaded in this form
   */
  static PluginDescriptor read(Path file) throws IOException {
    PluginDescriptor descriptor = parse(file);
    check(descriptor);
    return descriptor;
  }

  /** The same, without checks except that it exists. */
  static PluginDescriptor parse(Path file) throws IOException {
    return new PluginManifest().createPluginDescriptor(manifest(file));
  }

  /** PF4J passes the path of the jar, or of the folder into which a zip was unpacked. */
  @Override
  protected Manifest readManifest(Path path) {
    try {
      return manifest(path);
    } catch (IOException e) {
      throw new PluginRefusedException("cannot be read: " + FileTrouble.of(e), e);
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
        throw new PluginRefusedException(
            "bad descriptor: " + name + " is missing" + layoutHint(zip, jar));
      }
      try (InputStream in = zip.getInputStream(entry)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1); // it is not trusted yet
        if (bytes.length > MOST_BYTES) {
          throw new PluginRefusedException("bad descriptor: " + name + " is too long");
        }
        return parse(name, bytes);
      }
    }
  }

  private static Manifest parse(String name, byte[] bytes) {
    try {
      return new Manifest(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new PluginRefusedException(
          "bad descriptor: " + name + " is malformed: " + e.getMessage(), e);
    }
  }

  /** A hint for a plugin that was packed in another layout. */
  private static String layoutHint(ZipFile zip, boolean jar) {
    String other = jar ? ZIP_ENTRY : JAR_ENTRY;
    if (zip.getEntry(other) != null) {
      return jar
          ? "; the file has the layout of a zip: rename it to .zip"
          : "; the file has the layout of a jar: rename it to .jar, or move its content to classes/";
    }
    Optional<String> nested =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith("/" + (jar ? JAR_ENTRY : ZIP_ENTRY)))
            .findFirst();
    if (nested.isPresent()) {
      String folder = nested.get().substring(0, nested.get().indexOf('/'));
      return "; everything is inside the folder "
          + ArchiveRules.shown(folder)
          + "/: pack that folder's content instead";
    }
    return jar
        ? ""
        : "; a zip needs the plugin's own classes and manifest under classes/, and its libraries"
            + " under lib/";
  }

  /** The plugin's id; empty if it is missing or malformed. */
  static String idOf(PluginDescriptor descriptor) {
    String id = descriptor.getPluginId();
    return id != null && ID.matcher(id).matches() ? id : "";
  }

  /** Its version; empty if it is missing or malformed. */
  static String versionOf(PluginDescriptor descriptor) {
    String version = descriptor.getVersion();
    return version != null && PluginVersions.isWellFormed(version) ? version : "";
  }

  /** Refuses one without the plugin's id and version. */
  static void checkIdentity(PluginDescriptor descriptor) {
    String id = descriptor.getPluginId();
    if (isEmpty(id) && isEmpty(descriptor.getVersion())) {
      throw new PluginRefusedException(
          "bad descriptor: not a plugin: the manifest has neither Plugin-Id nor Plugin-Version; put"
              + " a library under lib/ in the zip of the plugin that uses it");
    }
    require(
        !idOf(descriptor).isEmpty(),
        "Plugin-Id",
        "1 to 63 lower-case letters, digits or hyphens, beginning with a letter",
        id);
    String version = descriptor.getVersion();
    require(
        !versionOf(descriptor).isEmpty(), "Plugin-Version", "x.y.z, a semantic version", version);
  }

  /** Refuses missing or malformed entries, and those for another version of the contract. */
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
        "absent: a plugin contains its libraries",
        descriptor.getDependencies().isEmpty() ? null : "there");
    String requires = descriptor.getRequires();
    require(
        requires != null
            && !requires.isBlank()
            && !requires.equals("*")
            && requires.length() <= LONGEST_RANGE,
        "Plugin-Requires",
        "a range of contract versions, such as \">=1.0.0 & <2.0.0\"",
        requires);
    if (!satisfies(requires)) {
      throw new PluginRefusedException(
          "requires version "
              + ArchiveRules.shown(requires)
              + " of the plugin contract, but this gateway has "
              + ApiVersion.CURRENT
              + "; install a version of the plugin that supports it");
    }
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static boolean satisfies(String requires) {
    try {
      return new DefaultVersionManager().checkVersionConstraint(ApiVersion.CURRENT, requires);
    } catch (RuntimeException e) {
      throw new PluginRefusedException(
          "bad descriptor: Plugin-Requires is not a version range: " + ArchiveRules.shown(requires),
          e);
    }
  }

  private static void require(
      boolean holds, String attribute, String expected, @Nullable String given) {
    if (!holds) {
      throw new PluginRefusedException(
          "bad descriptor: "
              + attribute
              + " must be "
              + expected
              + (isEmpty(given) ? "; the manifest has none" : ""));
    }
  }
}
