package io.flagpost;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who needs more than seven things to be made does more than one, or was not told what belongs
 * together.
 */
@AnalyzeClasses(
    packages = "io.flagpost",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ConstructorTest {
  private static final int MOST = 7;

  /** Enums are handed their name and their place by the compiler. */
  private static final int HIDDEN_IN_ENUMS = 2;

  /**
   * Records that are plain values and do nothing: each component is one more thing that is known,
   * not one more neighbour to work with.
   */
  private static final Set<String> VALUES =
      Set.of(
          // The configuration file's sections have as many keys as they have, and settings follow.
          "node.config.Config",
          "node.config.Config$Admin",
          "node.config.Config$Http",
          "node.config.Config$Plugins",
          "registry.RegistrySettings",
          "telemetry.http.HttpSettings",
          "telemetry.store.StoreSettings",
          "verdicts.VerdictSettings",
          // What a sender sends, and what is asked for; component names are the spool's format.
          "telemetry.query.ReadFilter",
          "telemetry.record.TelemetryFields",
          "telemetry.record.TelemetryRecord",
          // Rows of tables.
          "registry.ApiKey",
          "registry.RegistryTables$KeyRow",
          "signing.KeyRecord",
          "telemetry.store.TelemetryRow",
          "verdicts.Verdict",
          // Readings and reports: a number each.
          "registry.RegistryState",
          "telemetry.spool.SpoolState",
          "verdicts.RecheckReport",
          "statistics.Difference",
          "statistics.Overview",
          "statistics.Overview$ValueStatistics",
          "statistics.TopLists$License",
          // Operations as the OpenAPI description has them.
          "admin.api.Operation",
          "cli.admin.CommandModel",
          "cli.admin.Input");

  @ArchTest
  static void noConstructorTakesMoreThanSevenThings(JavaClasses code) {
    Set<String> large = new TreeSet<>();
    for (JavaClass each : code) {
      String name = each.getName().substring(PackageMap.ROOT.length());
      if (!name.startsWith("plugin.") && most(each) > MOST && !VALUES.contains(name)) {
        large.add(name + " takes " + most(each));
      }
    }

    assertThat(large).isEmpty();
  }

  /** An exception that nobody needs any more would let the next one in. */
  @ArchTest
  static void theExceptionsAreRecordsThatNeedIt(JavaClasses code) {
    for (String name : VALUES) {
      JavaClass value = code.get(PackageMap.ROOT + name);
      assertThat(value.isRecord()).as(name).isTrue();
      assertThat(most(value)).as(name).isGreaterThan(MOST);
    }
  }

  private static int most(JavaClass each) {
    int hidden = each.isEnum() ? HIDDEN_IN_ENUMS : 0;
    return each.getConstructors().stream()
        .filter(made -> !made.getModifiers().contains(JavaModifier.SYNTHETIC))
        .map(JavaConstructor::getRawParameterTypes)
        .mapToInt(types -> types.size() - hidden)
        .max()
        .orElse(0);
  }
}
