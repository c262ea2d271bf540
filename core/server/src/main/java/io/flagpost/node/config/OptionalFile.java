package io.flagpost.node.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An optional file.
 *
 * @param path its path, relative to the distribution's folder; empty if none is set
 */
public record OptionalFile(Optional<Path> path) {

  /** Whether no file is set. */
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
