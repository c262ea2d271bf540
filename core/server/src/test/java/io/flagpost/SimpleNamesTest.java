package io.flagpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One name for one thing: whoever reads a class's name need not ask of which package. */
class SimpleNamesTest {
  private static final Pattern SOURCE =
      Pattern.compile("(.*)/src/main/java/io/flagpost/(.*)/(\\w+)\\.java");

  /**
   * A top-level type of any module.
   *
   * @param module the folder of its module
   * @param isPublic whether others can see it
   */
  private record Type(String module, String inPackage, String name, boolean isPublic) {}

  private final Map<String, List<Type>> namesakes = namesakes();

  @Test
  void noTwoPublicTypesHaveTheSameName() {
    assertThat(twice(namesakes, types -> types.stream().filter(Type::isPublic).count() > 1))
        .isEmpty();
  }

  /** Of another module's package-private types a reader sees nothing. */
  @Test
  void noTypeOfAModuleHasTheNameOfAnotherOneThatCanBeMet() {
    assertThat(
            twice(
                namesakes,
                types ->
                    types.stream().anyMatch(Type::isPublic)
                        || types.stream().map(Type::module).distinct().count() < types.size()))
        .isEmpty();
  }

  /** Or the rules above would hold for nothing. */
  @Test
  void typesOfAllModulesAreLookedAt() {
    assertThat(namesakes.values().stream().flatMap(List::stream).map(Type::module).distinct())
        .contains("core/wire", "core/server", "core/bench", "plugins/api", "plugins/host");
    assertThat(namesakes).containsKeys("Gateway", "TelemetryRecord", "Telemetry");
    assertThat(namesakes.get("Telemetry")).extracting(Type::isPublic).containsExactly(true);
    assertThat(namesakes.get("GroupWriter")).extracting(Type::isPublic).containsExactly(false);
  }

  private static List<List<Type>> twice(
      Map<String, List<Type>> namesakes, Predicate<List<Type>> confusing) {
    return namesakes.values().stream().filter(types -> types.size() > 1).filter(confusing).toList();
  }

  private static Map<String, List<Type>> namesakes() {
    Map<String, List<Type>> namesakes = new TreeMap<>();
    for (Path file : Repository.files()) {
      String path = file.toString().replace('\\', '/');
      Matcher source = SOURCE.matcher(path);
      if (source.matches() && !source.group(3).equals("package-info")) {
        String name = source.group(3);
        boolean isPublic =
            Pattern.compile(
                    "^public [\\w\\s-]*\\b@?(class|record|interface|enum) " + name + "\\b",
                    Pattern.MULTILINE)
                .matcher(Repository.read(path))
                .find();
        namesakes
            .computeIfAbsent(name, first -> new ArrayList<>())
            .add(new Type(source.group(1), source.group(2).replace('/', '.'), name, isPublic));
      }
    }
    return namesakes;
  }
}
