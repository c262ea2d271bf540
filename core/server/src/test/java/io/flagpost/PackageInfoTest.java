package io.flagpost;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Repository;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each package says what it is for, in words that are those of the code. */
class PackageInfoTest {
  private static final Pattern CODE = Pattern.compile("\\{@code\\s+([^}]+)\\}");
  private static final Pattern SOURCE =
      Pattern.compile(".*/src/main/java/io/flagpost/(.*)/package-info\\.java");

  private final Map<String, String> texts = texts();

  @Test
  void everyPackageAndNeighbourhoodHasOne() {
    assertThat(texts.keySet()).containsAll(PackageMap.names());
    assertThat(texts).allSatisfy((name, text) -> assertThat(text).as(name).startsWith("/**"));
  }

  @Test
  void theClassesThatItNamesExist() {
    Set<String> classes = Repository.packagesOfClasses().keySet();

    assertThat(texts)
        .allSatisfy(
            (name, text) ->
                assertThat(named(text, "[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*"))
                    .as(name)
                    .isSubsetOf(classes));
  }

  @Test
  void thePackagesThatItNamesExist() {
    Set<String> neighbourhoods = PackageMap.NEIGHBOURHOODS.keySet();

    assertThat(texts)
        .allSatisfy(
            (name, text) ->
                assertThat(named(text, "(" + String.join("|", neighbourhoods) + ")(\\.[a-z0-9]+)+"))
                    .as(name)
                    .isSubsetOf(PackageMap.names()));
  }

  private static Set<String> named(String text, String form) {
    return CODE.matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(name -> name.matches(form))
        .collect(toCollection(TreeSet::new));
  }

  private static Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : Repository.files()) {
      var source = SOURCE.matcher(file.toString().replace('\\', '/'));
      if (source.matches()) {
        texts.put(source.group(1).replace('/', '.'), Repository.read(file.toString()));
      }
    }
    return texts;
  }
}
