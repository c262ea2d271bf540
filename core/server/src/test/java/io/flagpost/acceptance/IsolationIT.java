package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.plugin.host.PluginSource;
import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.RunsBesideOthers;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin finds of the gateway that it runs in, in the distribution as it is handed out. */
@RunsBesideOthers
class IsolationIT {
  /** What it asks every class loader for, and flags what it finds. */
  private static final String LOOK_AROUND =
      """
      List<ClassLoader> loaders = new ArrayList<>(Arrays.asList(
          Main.class.getClassLoader(),
          Thread.currentThread().getContextClassLoader(),
          ClassLoader.getSystemClassLoader(),
          CompletableFuture.supplyAsync(
              () -> Thread.currentThread().getContextClassLoader()).join()));
      List<Flag> found = new ArrayList<>(List.of(flag("asked")));
      for (String name : List.of("io.vertx.core.Vertx", "io.flagpost.node.Gateway",
          "io.flagpost.cli.Main", "org.pf4j.Plugin", "other.Main")) {
        for (ClassLoader loader : loaders) {
          try {
            loader.loadClass(name);
            found.add(flag("sees_" + loaders.indexOf(loader)).with("class", name));
          } catch (ClassNotFoundException hidden) {
            continue;
          }
        }
      }
      return CompletableFuture.completedStage(found);
      """;

  @Test
  void noClassLoaderThatAPluginIsGivenKnowsTheGateway(@TempDir Path folder) throws Exception {
    Path drop = Files.createDirectory(folder.resolve("drop"));
    PluginSource.of("other").jarInto(drop);
    PluginSource.of("acme").check(LOOK_AROUND).jarInto(drop);
    try (DistributionProcess demo =
        DistributionProcess.startDemo(
            folder, "--set", "plugins.dir=" + drop, "--set", "checks.deadline=20s")) {
      Client client = Client.of(URI.create("http://127.0.0.1:" + demo.httpPort()));
      Fields fields = Fields.honest();

      assertThat(client.send(fields).code()).isEqualTo(830);

      JsonNode record = client.recordOf(fields.user());
      assertThat(Client.flagsOf(record)).isEqualTo(List.of("acme/asked"));
    }
  }
}
