package io.flagpost;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ARCHITECTURE.md} speaks of the code as it is: its packages, classes and modules. */
class ArchitectureDocumentTest {
  private static final Pattern QUOTED = Pattern.compile("`@?([^`\n]+)`");
  private static final Pattern CLASS_NAME = Pattern.compile("[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final Pattern BLOCK_BEGIN = Pattern.compile("(\\|| *[-*] | *\\d+\\. |#).*");

  private final String text = Repository.read("ARCHITECTURE.md");
  private final Map<String, Set<String>> packagesOfClasses = Repository.packagesOfClasses();

  @Test
  void itsListOfPackagesIsTheMap() {
    Set<String> packages = new TreeSet<>(PackageMap.PACKAGES.keySet());
    packages.add("plugin.host");
    packages.add("plugin.v1");

    assertThat(rows(row -> !row.startsWith("plugins/")))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  void itsListOfPluginModulesIsTheFolder() throws IOException {
    Set<String> modules;
    try (Stream<Path> folders = Files.list(Repository.root().resolve("plugins"))) {
      modules =
          folders
              .filter(folder -> Files.exists(folder.resolve("pom.xml")))
              .map(folder -> "plugins/" + folder.getFileName())
              .collect(toSet());
    }

    assertThat(rows(row -> row.startsWith("plugins/")))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(modules);
  }

  @Test
  void everyClassThatItNamesExists() {
    assertThat(quoted(text, this::isClassName))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(packagesOfClasses).containsKey(name));
  }

  @Test
  void everyPackageThatItNamesExists() {
    Set<String> neighbourhoods = new TreeSet<>(PackageMap.NEIGHBOURHOODS.keySet());
    neighbourhoods.add("plugin");

    assertThat(
            quoted(
                text,
                name ->
                    name.matches("[a-z]+(\\.[a-z0-9]+)+")
                        && neighbourhoods.contains(name.substring(0, name.indexOf('.')))))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(PackageMap.names()).contains(name));
  }

  /** A step or a line that names packages and classes has the classes of these packages in mind. */
  @Test
  void classesAreInThePackagesThatAreNamedWithThem() {
    Map<String, Set<String>> misplaced = new LinkedHashMap<>();
    for (String block : blocks()) {
      Set<String> packages = quoted(block, PackageMap.PACKAGES::containsKey);
      packages.addAll(quoted(block, name -> name.startsWith("plugin.")));
      quoted(block, name -> name.startsWith("plugins/")).stream()
          .map(module -> module.replace("plugins/", "plugin."))
          .forEach(packages::add);
      if (packages.isEmpty()) {
        continue;
      }
      packages.add(""); // the rules about all of it
      Set<String> strangers =
          quoted(block, this::isClassName).stream()
              .filter(
                  name ->
                      packagesOfClasses.getOrDefault(name, Set.of()).stream()
                          .noneMatch(packages::contains))
              .collect(toCollection(TreeSet::new));
      if (!strangers.isEmpty()) {
        misplaced.put(block, strangers);
      }
    }

    assertThat(misplaced).isEmpty();
  }

  private boolean isClassName(String name) {
    return CLASS_NAME.matcher(name).matches();
  }

  private List<String> rows(Predicate<String> wanted) {
    return ROW.matcher(text).results().map(row -> row.group(1)).filter(wanted).toList();
  }

  private static Set<String> quoted(String text, Predicate<String> wanted) {
    return QUOTED
        .matcher(text)
        .results()
        .map(quote -> quote.group(1))
        .filter(wanted)
        .collect(toCollection(TreeSet::new));
  }

  /** Paragraphs, items of lists and rows of tables, without what is drawn. */
  private List<String> blocks() {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : text.replaceAll("(?ms)^```.*?^```$", "").lines().toList()) {
      if (line.isBlank() || BLOCK_BEGIN.matcher(line).matches()) {
        blocks.add(block.toString());
        block.setLength(0);
      }
      block.append(line).append('\n');
    }
    blocks.add(block.toString());
    return blocks;
  }
}
