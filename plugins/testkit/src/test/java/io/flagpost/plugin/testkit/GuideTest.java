package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guide for plugin authors shows the template, which {@link TemplateIT} builds. */
class GuideTest {
  private static final Path GUIDE = Path.of("../../core/docs/plugins.md");
  private static final Path TEMPLATE = Path.of("../template");
  private static final int MOST_LINES = 40;

  @ParameterizedTest
  @CsvSource({
    "java, src/main/java/com/acme/probe/AcmeProbe.java",
    "java, src/main/java/com/acme/probe/TwoNetworks.java",
    "java, src/test/java/com/acme/probe/AcmeProbeIT.java",
    "xml, pom.xml"
  })
  void everyFileOfTheTemplateIsInTheGuideAsItIs(String language, String file) throws IOException {
    String block = "```" + language + "\n" + Files.readString(TEMPLATE.resolve(file)) + "```\n";

    assertThat(Files.readString(GUIDE)).contains(block).contains("`acme-probe/" + file + "`");
  }

  @Test
  void theCheckOfTheGuideIsShort() throws IOException {
    List<String> lines =
        Files.readAllLines(TEMPLATE.resolve("src/main/java/com/acme/probe/AcmeProbe.java"));

    assertThat(lines).hasSizeLessThan(MOST_LINES);
  }

  @Test
  void theGuideInstallsWhatTheTemplateIsBuiltAgainst() throws IOException {
    assertThat(Files.readString(GUIDE))
        .contains("mvn -DskipTests -pl plugins/api,plugins/host,plugins/testkit -am install\n");
  }
}
