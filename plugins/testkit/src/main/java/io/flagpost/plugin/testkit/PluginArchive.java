package io.flagpost.plugin.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The manifest of a built plugin, jar or zip. */
final class PluginArchive {
  private static final Set<String> MANIFESTS =
      Set.of("META-INF/MANIFEST.MF", "classes/META-INF/MANIFEST.MF");

  private final Path file;

  private PluginArchive(Path file) {
    this.file = file;
  }

  static PluginArchive at(Path file) {
    return new PluginArchive(file);
  }

  /**
   * An attribute of the manifest.
   *
   * @throws IOException if the file cannot be read, or has no such attribute
   */
  String attribute(String name) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (MANIFESTS.contains(entry.getName())) {
          try (InputStream in = zip.getInputStream(entry)) {
            String value = new Manifest(in).getMainAttributes().getValue(name);
            if (value != null) {
              return value;
            }
          }
        }
      }
    }
    throw new IOException(file + " has no " + name + " in its manifest");
  }

  /** A copy in the given folder, with another value of one attribute. */
  Path rewrittenInto(Path folder, String attribute, String value) throws IOException {
    Path copy = folder.resolve(file.getFileName().toString());
    try (ZipFile zip = new ZipFile(file.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        out.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream in = zip.getInputStream(entry)) {
          out.write(
              MANIFESTS.contains(entry.getName()) ? with(in, attribute, value) : in.readAllBytes());
        }
        out.closeEntry();
      }
    }
    return copy;
  }

  private static byte[] with(InputStream in, String attribute, String value) throws IOException {
    Manifest manifest = new Manifest(in);
    manifest.getMainAttributes().putValue(attribute, value);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    manifest.write(bytes);
    return bytes.toByteArray();
  }
}
