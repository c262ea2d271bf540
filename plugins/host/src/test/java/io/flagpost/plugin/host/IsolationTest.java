package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.RedFlagPlugin;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationTest extends PluginHostFixture {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.flagpost.plugin.host.PluginHost",
        "org.pf4j.PluginManager",
        "org.assertj.core.api.Assertions",
        "beta.Main"
      })
  void aPluginFindsNothingOfTheHostNorOfOtherPlugins(String className) throws Exception {
    PluginSource.of("acme")
        .start(
            """
            for (ClassLoader loader : List.of(
                getClass().getClassLoader(), Thread.currentThread().getContextClassLoader())) {
              try {
                loader.loadClass("%s");
                throw new Exception("visible");
              } catch (ClassNotFoundException expected) {
                if (loader.getResource("%s") != null) throw new Exception("readable");
              }
            }
            return List.of(new Check());
            """
                .formatted(className, className.replace('.', '/') + ".class"))
        .jarInto(drop);
    PluginSource.of("beta").jarInto(drop);

    PluginHost host = open();

    assertThat(status(host, "acme.jar").reason()).isEmpty();
    assertThat(status(host, "beta.jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @Test
  void aPluginFindsTheJdkTheContractAndSlf4j() throws Exception {
    PluginSource.of("acme")
        .start(
            """
            for (String name : List.of("java.sql.Connection", "org.slf4j.LoggerFactory",
                "io.flagpost.plugin.v1.Flag")) {
              Class.forName(name);
            }
            return List.of(new Check());
            """)
        .jarInto(drop);

    assertThat(status(open(), "acme.jar").reason()).isEmpty();
  }

  @Test
  void theContextClassLoaderIsThePluginsOwnInEveryCall() throws Exception {
    String demand =
        "if (Thread.currentThread().getContextClassLoader() != Main.class.getClassLoader())"
            + " throw new IllegalStateException();";
    PluginSource.of("acme")
        .constructor(demand)
        .start(demand + "return List.of(new Check());")
        .check(demand + PluginSource.raising("fine"))
        .jarInto(drop);

    assertThat(codes(judge(open()))).containsExactly("acme/fine");
  }

  @Test
  void aCopyOfTheContractInThePluginsJarIsIgnored() throws Exception {
    String entry = RedFlagPlugin.class.getName().replace('.', '/') + ".class";
    byte[] copy;
    try (InputStream in =
        Objects.requireNonNull(RedFlagPlugin.class.getClassLoader().getResourceAsStream(entry))) {
      copy = in.readAllBytes();
    }
    PluginSource.of("acme").check(PluginSource.raising("fine")).bringing(entry, copy).jarInto(drop);

    assertThat(codes(judge(open()))).containsExactly("acme/fine");
  }
}
