package io.flagpost.node.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that need not be named.
 *
 * @param path where it is; relative ones start at the distribution's folder; empty if none is named
 */
public record OptionalFile(Optional<Path> path) {

  /** Whether no file is named. */
  public boolean isEmpty() {
    return path.isEmpty();
  }

  OptionalFile under(Path home) {
    return new OptionalFile(path.map(file -> home.resolve(file).normalize()));
  }

  static OptionalFile parse(String text) {
    return new OptionalFile(text.isBlank() ? Optional.empty() : Optional.of(Path.of(text.strip())));
  }

  @Override
  public String toString() {
    return path.map(Path::toString).orElse("");
  }
}
