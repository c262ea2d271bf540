package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.reputation.AcmeReputation;
import com.sun.net.httpserver.HttpServer;
import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.PluginStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's check that asks a service does what the guide says, as a plugin and over HTTP. */
class GuideServiceTest {
  private static final Path GUIDE = Path.of("../../core/docs/plugins.md");
  private static final Path SOURCE =
      Path.of("src/test/java/com/acme/reputation/AcmeReputation.java");
  private static final Map<String, Duration> IN_A_MINUTE =
      Map.of("acme-reputation/leaked-key", Duration.ofMinutes(1));

  private final CountDownLatch end = new CountDownLatch(1);
  private volatile int status;
  private HttpServer service;
  private LoadedPlugin plugin;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/leaked",
        exchange -> {
          if (status == 0) {
            awaitEnd();
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    service.start();
    // Over a busy machine's patience only what has to run out of time runs out of it.
    plugin = plugin(folder, "20s");
  }

  @AfterEach
  void close() throws IOException {
    end.countDown();
    plugin.close();
    service.stop(0);
  }

  @Test
  void theGuideShowsItAsItIs() throws IOException {
    assertThat(Files.readString(GUIDE)).contains("```java\n" + Files.readString(SOURCE) + "```\n");
  }

  @Test
  void whatTheServiceSaysIsTheVerdict() {
    answer(200);
    assertThat(judge().findings())
        .extracting(finding -> finding.code())
        .containsExactly("acme-reputation/leaked_key");
    answer(404);
    assertThat(judge()).isEqualTo(CatalogResult.CLEAR);
  }

  @Test
  void aServiceThatIsInTroubleLeavesItUndecidedAndNotAtFault() {
    answer(503);
    for (int i = 0; i < 10; i++) {
      assertThat(judge().undecided()).isEqualTo(IN_A_MINUTE);
    }
    service.stop(0);
    for (int i = 0; i < 10; i++) {
      assertThat(judge().undecided()).isEqualTo(IN_A_MINUTE);
    }

    assertThat(plugin.status().state()).isEqualTo(PluginStatus.State.RUNNING);
    assertThat(plugin.status().counts().faults()).isZero();
    assertThat(plugin.status().counts().undecided()).isEqualTo(20);
  }

  @Test
  void aServiceThatDoesNotAnswerLeavesItUndecided(@TempDir Path folder) throws Exception {
    LoadedPlugin impatient = plugin(folder, "100ms");
    try {
      CatalogResult result = judge(impatient);

      assertThat(result.undecided()).isEqualTo(IN_A_MINUTE);
    } finally {
      impatient.close();
    }
  }

  @Test
  void nothingOfItStaysWhenItIsUnloaded() throws Exception {
    answer(404);
    judge();
    PluginThreads before = PluginThreads.startingFromNow();
    plugin.close();

    assertThat(before.leftBehind(Duration.ofSeconds(20))).isEmpty();
  }

  private void answer(int code) {
    status = code;
  }

  private void awaitEnd() throws IOException {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private CatalogResult judge() {
    return judge(plugin);
  }

  private static CatalogResult judge(LoadedPlugin loaded) {
    return loaded.judgeFully(
        SampleRecords.complete().build(), new FakeRegistry(), new FakeHistory());
  }

  private LoadedPlugin plugin(Path folder, String timeout) throws Exception {
    String url = "http://127.0.0.1:" + service.getAddress().getPort();
    LoadedPlugin loaded =
        LoadedPlugin.from(PackedPlugin.of(AcmeReputation.class, "acme-reputation", folder))
            .configuredWith(Map.of("service", url, "timeout", timeout));
    loaded.open();
    return loaded;
  }
}
