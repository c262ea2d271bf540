package io.flagpost;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules and packages: they point one way. */
@AnalyzeClasses(
    packages = "io.flagpost",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  private static final String CONTRACT = "io.flagpost.plugin.v1..";
  private static final String HOST = "io.flagpost.plugin.host..";

  @ArchTest
  static final ArchRule featurePackagesAreFreeOfCycles =
      slices().matching("io.flagpost.(*)..").should().beFreeOfCycles();

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
          .that(
              resideInAPackage("io.flagpost.*..")
                  .and(
                      resideInAnyPackage(
                              HOST,
                              CONTRACT,
                              "io.flagpost.checks..",
                              "io.flagpost.verdicts..",
                              "io.flagpost.plugins..",
                              "io.flagpost.cli.plugin..")
                          .negate()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(HOST)
          .because(
              "checks and, once they are stored, verdicts is where records meet plugins; the root"
                  + " package wires them");

  @ArchTest
  static final ArchRule recordsAndRegistryKnowNothingOfHttpStoreAndSigning =
      noClasses()
          .that()
          .resideInAnyPackage("io.flagpost.telemetry..", "io.flagpost.registry..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.flagpost.http..",
              "io.flagpost.ingest..",
              "io.flagpost.checks..",
              "io.flagpost.store..",
              "io.flagpost.query..",
              "io.flagpost.cli..");

  @ArchTest
  static final ArchRule nothingBelowDependsOnTheListeners =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.flagpost.checks..",
              "io.flagpost.store..",
              "io.flagpost.spool..",
              "io.flagpost.signing..",
              "io.flagpost.envelope..",
              "io.flagpost.ingest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.flagpost.http..", "io.flagpost.cli..", "io.flagpost.ops..");

  @ArchTest
  static final ArchRule onlyTheSpoolKnowsItsEngine =
      noClasses()
          .that(
              resideInAPackage("io.flagpost..").and(resideInAPackage("io.flagpost.spool").negate()))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..");

  @ArchTest
  static final ArchRule theSpoolTouchesFilesOnItsWorkerOnly =
      noClasses()
          .that()
          .haveNameMatching("io\\.flagpost\\.spool\\.(Spool|SpoolingStore|Replay|Outage)(\\$.*)?")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.rocksdb..", "java.nio.channels..")
                  .or(simpleName("Files"))
                  .or(simpleName("SpoolFolder"))
                  .or(simpleName("EngineKeeper")))
          .because(
              "what knows an event loop hands its work to the worker, which knows Contents and no"
                  + " event loop");

  @ArchTest
  static final ArchRule onlyTheSpoolsWorkerUsesItsContents =
      classes()
          .that()
          .haveSimpleName("Contents")
          .should()
          .onlyHaveDependentClassesThat()
          .haveNameMatching("io\\.flagpost\\.spool\\.(Spool|Contents)(\\$.*)?");

  /** The tests of another module come as a jar. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }
}
