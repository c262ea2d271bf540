package io.flagpost.node.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Files, with commas between them.
 *
 * @param paths the paths; relative ones start at the distribution's folder
 */
public record FileList(List<Path> paths) {

  public FileList {
    paths = List.copyOf(paths);
  }

  FileList under(Path home) {
    return new FileList(paths.stream().map(file -> home.resolve(file).normalize()).toList());
  }

  static FileList parse(String text) {
    return new FileList(
        Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(Path::of)
            .toList());
  }

  @Override
  public String toString() {
    return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
