package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.RedFlagPlugin;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationTest extends PluginHostFixture {
  /** The start of a plugin that fails where it finds a class, its name dotted and as a path. */
  private static final String LOOK_AROUND =
      """
      for (ClassLoader loader : List.of(
          getClass().getClassLoader(), Thread.currentThread().getContextClassLoader())) {
        try {
          loader.loadClass("%1$s");
          throw new Exception("visible");
        } catch (ClassNotFoundException expected) {
        }
        try {
          Class.forName("%1$s", true, loader);
          throw new Exception("linkable");
        } catch (ClassNotFoundException expected) {
        }
        if (loader.getResource("%2$s") != null
            || loader.getResourceAsStream("%2$s") != null
            || loader.getResources("%2$s").hasMoreElements()) {
          throw new Exception("readable");
        }
      }
      return List.of(new Check());
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.flagpost.plugin.host.PluginHost",
        "io.flagpost.plugin.host.CheckCatalog",
        "io.flagpost.node.Gateway",
        "io.vertx.core.Vertx",
        "org.pf4j.Plugin",
        "org.pf4j.PluginManager",
        "ch.qos.logback.classic.Logger",
        "org.assertj.core.api.Assertions",
        "beta.Main"
      })
  void aPluginFindsNothingOfTheHostNorOfOtherPlugins(String className) throws Exception {
    PluginSource.of("acme")
        .start(
            String.format(
                Locale.ROOT, LOOK_AROUND, className, className.replace('.', '/') + ".class"))
        .jarInto(drop);
    PluginSource.of("beta").jarInto(drop);

    PluginHost host = open();

    assertThat(status(host, "acme.jar").reason()).isEmpty();
    assertThat(status(host, "beta.jar").state()).isEqualTo(PluginStatus.State.RUNNING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "META-INF/maven/org.pf4j/pf4j/pom.properties",
        "META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
        "io/flagpost/plugin/host/PluginHost.class",
        "io/flagpost/plugin/v1/../host/PluginHost.class"
      })
  void aPluginFindsNoResourceOfTheHost(String resource) throws Exception {
    PluginSource.of("acme")
        .start(
            String.format(
                Locale.ROOT,
                """
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            if (loader.getResource("%1$s") != null || loader.getResources("%1$s").hasMoreElements()
                || Main.class.getResource("/%1$s") != null) {
              throw new Exception("readable");
            }
            return List.of(new Check());
            """,
                resource))
        .jarInto(drop);

    assertThat(status(open(), "acme.jar").reason()).isEmpty();
  }

  @Test
  void threadsThatAPluginMakesFindNoMoreThanItsOwn() throws Exception {
    PluginSource.of("acme")
        .check(
            """
            return CompletableFuture.supplyAsync(() -> {
              try {
                Thread.currentThread().getContextClassLoader().loadClass("org.pf4j.Plugin");
                return List.of(flag("visible"));
              } catch (ClassNotFoundException e) {
                return List.of(flag("hidden"));
              }
            }, task -> new Thread(task).start());
            """)
        .jarInto(drop);

    assertThat(codes(judge(open()))).containsExactly("acme/hidden");
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
