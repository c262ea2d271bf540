package io.flagpost.cli.export;

import io.flagpost.cli.console.PrivateFile;
import io.flagpost.platform.hash.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The files of an export. While it is under way there are {@code FILE.part} with the records so
 * far, and {@code FILE.part.json}, which says how to go on; once it is complete, {@code FILE} and
 * {@code FILE.manifest.json} in their place. What is under the name of the file is never half of
 * something.
 *
 * @param file the file that is wanted
 */
public record ExportFiles(Path file) {
  /** The records so far. */
  public Path part() {
    return beside(".part");
  }

  /** How to go on. */
  public Path state() {
    return beside(".part.json");
  }

  /** What is said of a complete file. */
  public Path manifest() {
    return beside(".manifest.json");
  }

  private Path beside(String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** The export that was begun here and is not complete; empty if there is none. */
  public Optional<ExportManifest> begun() throws IOException {
    return Files.exists(part()) && Files.exists(state())
        ? ExportManifest.read(Files.readString(state()))
        : Optional.empty();
  }

  /** Writes down how far it is. */
  public void keep(ExportManifest reached) {
    PrivateFile.write(state(), reached.json());
  }

  /**
   * Gives a file its name: the export is complete.
   *
   * @param made what it was made into; the part itself if it stays as it is
   * @param now ISO-8601
   */
  public ExportManifest publish(Path made, ExportManifest reached, String now) throws IOException {
    ExportManifest complete =
        reached.complete(
            new ExportManifest.WrittenFile(
                file.getFileName().toString(),
                Files.size(made),
                made.equals(part()) ? reached.records().sha256() : sha256(made),
                now));
    // First: where this is all that was done, the next run does it again.
    PrivateFile.write(manifest(), complete.json());
    PrivateFile.publish(made, file);
    Files.deleteIfExists(part());
    Files.deleteIfExists(state());
    return complete;
  }

  private static String sha256(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), Sha256.digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }
}
