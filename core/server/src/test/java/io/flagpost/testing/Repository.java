package io.flagpost.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the repository that the tests were built from, wherever in it they run. */
public final class Repository {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", "data", "node_modules");
  private static final Pattern SOURCE =
      Pattern.compile(".*/src/(?:main|test)/java/io/flagpost/(?:(.*)/)?([\\w-]+)\\.java");

  private Repository() {}

  /** The folder that has the whole of it: the nearest one above that has {@code docker/}. */
  public static Path root() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("docker")) && Files.exists(folder.resolve("pom.xml"))) {
        return folder;
      }
    }
    throw new AssertionError("The tests do not run inside the repository");
  }

  /** A file or folder, by its path from the root. */
  public static Path path(String first, String... more) {
    return root().resolve(Path.of(first, more));
  }

  /** A guide in {@code core/docs}. */
  public static Path guide(String name) {
    return path("core", "docs", name);
  }

  /** A file or folder of the distribution that this build has made. */
  public static Path distribution(String... names) {
    return path("core", "target", "flagpost").resolve(Path.of("", names));
  }

  /**
   * The text of a file.
   *
   * @param path from the root
   */
  public static String read(String path) {
    try {
      return Files.readString(root().resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files but those that a build or an editor has put there, as paths from the root. */
  public static List<Path> files() {
    Path root = root();
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return NOT_OURS.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              files.add(root.relativize(file));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /**
   * The packages that have a class of a name, tests and plugin modules included; without {@code
   * io.flagpost}, which all of them share.
   */
  public static Map<String, Set<String>> packagesOfClasses() {
    Map<String, Set<String>> packages = new TreeMap<>();
    for (Path file : files()) {
      Matcher found = SOURCE.matcher(file.toString().replace('\\', '/'));
      if (found.matches()) {
        String folder = found.group(1) == null ? "" : found.group(1).replace('/', '.');
        packages.computeIfAbsent(found.group(2), name -> new TreeSet<>()).add(folder);
      }
    }
    return packages;
  }
}
