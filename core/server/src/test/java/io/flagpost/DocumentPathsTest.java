package io.flagpost;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What documents and Docker's files name of the repository is there. */
class DocumentPathsTest {
  private static final Path ROOT = Repository.root();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  /** Text that looks like a path from the root, or into the guides. */
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w/.$=-])(?:/src/)?((?:core|plugins|conf|docker|docs)/[\\w./*<>…-]*)");

  /** What a reader makes, by the commands beside it. */
  private static final Set<String> MADE =
      Set.of("docker/kek", "conf/plugins.lock", "conf/plugins/acme-reputation.yaml");

  @Test
  void linksLeadToFilesAndToHeadingsOfThem() {
    assertThat(broken(".*\\.md", LINK, DocumentPathsTest::linkLeadsSomewhere)).isEmpty();
  }

  @Test
  void pathsExist() {
    assertThat(broken(".*\\.md", PATH, DocumentPathsTest::exists)).isEmpty();
  }

  @Test
  void pathsInDockersFilesExist() {
    assertThat(broken("docker/.*", PATH, DocumentPathsTest::exists)).isEmpty();
  }

  @Test
  void documentsThatTheSourcesNameExist() {
    Pattern document = Pattern.compile("(?<![\\w/.])((?:core/)?docs/[\\w/.-]+\\.md)");
    assertThat(broken(".*\\.(java|xml|yaml|sh|sql)", document, DocumentPathsTest::exists))
        .isEmpty();
  }

  /** What each document names that is not there. */
  private static Map<Path, Set<String>> broken(
      String documents, Pattern naming, BiPredicate<Path, String> isThere) {
    Map<Path, Set<String>> broken = new LinkedHashMap<>();
    List<Path> read = Repository.files().stream().filter(file -> isOne(documents, file)).toList();
    assertThat(read).isNotEmpty();
    for (Path document : read) {
      Set<String> missing =
          naming
              .matcher(Repository.read(document.toString()))
              .results()
              .map(found -> found.group(1))
              .filter(name -> !isThere.test(document, name))
              .collect(toCollection(TreeSet::new));
      if (!missing.isEmpty()) {
        broken.put(document, missing);
      }
    }
    return broken;
  }

  private static boolean isOne(String documents, Path file) {
    String name = file.toString().replace('\\', '/');
    return name.matches(documents);
  }

  private static boolean linkLeadsSomewhere(Path document, String link) {
    if (link.matches("[a-z]+:.*")) {
      return true;
    }
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
    return Files.exists(ROOT.resolve(target))
        && (hash < 0 || headings(target).contains(link.substring(hash + 1)));
  }

  /** The anchors that a page's headings get. */
  private static Set<String> headings(Path page) {
    return Pattern.compile("(?m)^#+ (.*)$")
        .matcher(Repository.read(page.toString()))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\s-]", "").strip().replaceAll("\\s", "-"))
        .collect(toCollection(TreeSet::new));
  }

  /** From the root, from beside the document, or from the folder that has the guides. */
  private static boolean exists(Path document, String named) {
    String path = named.replaceAll("[./]+$", "");
    if (path.matches(".*[*<>…].*") || MADE.contains(path)) {
      return true;
    }
    int target = path.indexOf("/target");
    if (target > 0) { // made by a build of the module that it is in
      return Files.exists(ROOT.resolve(path.substring(0, target)).resolve("pom.xml"));
    }
    return Files.exists(ROOT.resolve(path))
        || Files.exists(ROOT.resolve(document).resolveSibling(path))
        || Files.exists(ROOT.resolve("core").resolve(path));
  }
}
