package io.flagpost;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.flagpost.PackageMap.in;
import static io.flagpost.PackageMap.packageOf;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages: they point one way, as {@link PackageMap} has them. */
@AnalyzeClasses(
    packages = "io.flagpost",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  private static final String CONTRACT = in("plugin.v1")[0];
  private static final String HOST = in("plugin.host")[0];

  @ArchTest
  static void everyPackageHasItsPlaceOnTheMapAndEveryPlaceIsAPackage(JavaClasses code) {
    Set<String> there = new TreeSet<>();
    for (JavaClass each : code) {
      String name = packageOf(each.getName());
      if (!name.startsWith("plugin.") && !each.getSimpleName().equals("package-info")) {
        there.add(name);
      }
    }

    assertThat(PackageMap.PACKAGES.keySet()).containsExactlyInAnyOrderElementsOf(there);
    assertThat(PackageMap.NEIGHBOURHOODS.keySet())
        .containsExactlyInAnyOrderElementsOf(
            there.stream().map(PackageMap::neighbourhoodOf).collect(toSet()));
  }

  @ArchTest
  static void arrowsBetweenNeighbourhoodsAreThoseOfTheMap(JavaClasses code) {
    assertThat(arrows(code, PackageMap::neighbourhoodOf, PackageMap.NEIGHBOURHOODS)).isEmpty();
  }

  @ArchTest
  static void arrowsInsideANeighbourhoodAreThoseOfTheMap(JavaClasses code) {
    assertThat(arrows(code, UnaryOperator.identity(), PackageMap.PACKAGES)).isEmpty();
  }

  /** A map with a way back would allow what it is there to rule out. */
  @Test
  void theMapItselfPointsDownwards() {
    for (Map<String, List<String>> floors :
        List.of(PackageMap.NEIGHBOURHOODS, PackageMap.PACKAGES)) {
      List<String> order = List.copyOf(floors.keySet());
      floors.forEach(
          (name, used) ->
              assertThat(used)
                  .filteredOn(other -> !other.startsWith("plugin."))
                  .allSatisfy(
                      other ->
                          assertThat(order.indexOf(other))
                              .as("%s uses %s", name, other)
                              .isGreaterThan(order.indexOf(name))));
    }
  }

  @Test
  void aRuleAboutAPackageThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> in("http")).isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * Dependencies that the map does not have, each with one example.
   *
   * @param place what is looked at: whole neighbourhoods, or packages inside of one
   */
  private static Map<String, String> arrows(
      JavaClasses code, UnaryOperator<String> place, Map<String, List<String>> allowed) {
    boolean inside = allowed == PackageMap.PACKAGES;
    Map<String, String> found = new TreeMap<>();
    for (JavaClass each : code) {
      String from = packageOf(each.getName());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (from.startsWith("plugin.") || !target.getName().startsWith(PackageMap.ROOT)) {
          continue;
        }
        String to = packageOf(target.getName());
        boolean neighbours =
            PackageMap.neighbourhoodOf(from).equals(PackageMap.neighbourhoodOf(to));
        String here = place.apply(from);
        String there = place.apply(to);
        if (neighbours == inside
            && !here.equals(there)
            && !allowed.getOrDefault(here, List.of()).contains(there)) {
          found.put(here + " -> " + there, dependency.getDescription());
        }
      }
    }
    return found;
  }

  @ArchTest
  static final ArchRule onlyThePluginHostKnowsPf4j =
      noClasses()
          .that(resideInAPackage("io.flagpost..").and(resideInAPackage(HOST).negate()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.pf4j..");

  @ArchTest
  static final ArchRule thePluginContractNamesTypesOfTheJdkOnly =
      classes()
          .that()
          .resideInAPackage(CONTRACT)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", CONTRACT, "org.jspecify.annotations");

  @ArchTest
  static final ArchRule thePluginHostKnowsNeitherVertxNorTheCore =
      noClasses()
          .that()
          .resideInAPackage(HOST)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.vertx..", "io.netty..", "com.fasterxml..")
                  .or(
                      resideInAPackage("io.flagpost..")
                          .and(resideInAnyPackage(CONTRACT, HOST).negate())));

  @ArchTest
  static final ArchRule onlyChecksVerdictsAndWhatManagesPluginsAskThePluginHost =
      noClasses()
          .that()
          .resideInAnyPackage(
              in(
                  "telemetry.http",
                  "telemetry.ingest",
                  "telemetry.query",
                  "telemetry.store",
                  "telemetry.spool",
                  "admin.api",
                  "admin.audit",
                  "admin.identity",
                  "admin.keys",
                  "admin.records",
                  "admin.transfer",
                  "cli.admin"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(HOST)
          .because(
              "checks and, once they are stored, verdicts is where records meet plugins; node"
                  + " wires them");

  @ArchTest
  static final ArchRule onlyTheDatabasesPackageReadsItsErrorCodes =
      noClasses()
          .that(
              resideInAPackage("io.flagpost..")
                  .and(resideInAnyPackage(in("platform.database")).negate()))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.vertx.pgclient.PgException");

  @ArchTest
  static final ArchRule onlyTheSpoolKnowsItsEngine =
      noClasses()
          .that(
              resideInAPackage("io.flagpost..")
                  .and(resideInAnyPackage(in("telemetry.spool")).negate()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..");

  @ArchTest
  static final ArchRule theSpoolTouchesFilesOnItsWorkerOnly =
      noClasses()
          .that()
          .haveNameMatching(
              "io\\.flagpost\\.telemetry\\.spool\\.(Spool|SpoolingStore|Replay|Outage)(\\$.*)?")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.rocksdb..", "java.nio.channels..")
                  .or(simpleName("Files"))
                  .or(simpleName("SpoolFolder"))
                  .or(simpleName("RocksLogGuard")))
          .because(
              "what knows an event loop hands its work to the worker, which knows SpoolLog and no"
                  + " event loop");

  @ArchTest
  static final ArchRule onlyTheSpoolsWorkerUsesItsSpoolLog =
      classes()
          .that()
          .haveSimpleName("SpoolLog")
          .should()
          .onlyHaveDependentClassesThat()
          .haveNameMatching("io\\.flagpost\\.telemetry\\.spool\\.(Spool|SpoolLog)(\\$.*)?");

  /** The tests of another module come as a jar. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }
}
