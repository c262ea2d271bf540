package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flagpost.plugin.host.PluginStatus.State;
import io.flagpost.testing.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which version of a plugin runs when its files change under a running host. */
class VersionChangeTest extends PluginHostFixture {
  @Test
  void aFileWithOtherContentReplacesThePlugin() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    String before = host.catalog().id();
    acme("1.1.0", "two").jarInto(drop);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(host.plugins()).extracting(PluginStatus::version).containsExactly("1.1.0");
    assertThat(host.catalog().id()).isNotEqualTo(before);
  }

  @Test
  void aNewVersionMayComeUnderAnotherName() throws Exception {
    Path old = acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("1.1.0", "two").jarInto(drop, "acme-1.1.0.jar");
    Files.delete(old);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(host.plugins()).extracting(PluginStatus::file).containsExactly("acme-1.1.0.jar");
  }

  @Test
  void ofSeveralFilesTheNewestVersionRunsWhateverTheyAreCalled() throws Exception {
    acme("1.9.0", "nine").jarInto(drop, "a-1.9.0.jar");
    Path newest = acme("1.10.0", "ten").jarInto(drop, "b-1.10.0.jar");
    acme("1.10.0-rc.1", "candidate").jarInto(drop, "c-1.10.0-rc.1.jar");
    PluginHost host = open();

    assertThat(codes(judge(host))).containsExactly("acme/ten");
    assertThat(status(host, "a-1.9.0.jar").reason())
        .isEqualTo("duplicate id: older than 1.10.0 in b-1.10.0.jar; remove this file");

    Files.delete(newest);
    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/candidate");
  }

  @Test
  void aNewerVersionBesideTheOneThatRunsTakesOverAsItWouldAtARestart() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    Path newer = acme("1.1.0", "two").jarInto(drop, "zzz.jar");

    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(status(host, "acme.jar").reason()).contains("older than 1.1.0");

    Files.delete(newer);
    rescan(host);
    assertThat(codes(judge(host))).containsExactly("acme/one");
  }

  @Test
  void anOlderVersionBesideTheOneThatRunsChangesNothing() throws Exception {
    acme("1.1.0", "two").jarInto(drop);
    PluginHost host = open();
    CheckCatalog before = host.catalog();
    acme("1.0.0", "one").jarInto(drop, "aaa.jar");

    rescan(host);

    assertThat(host.catalog()).isSameAs(before);
    assertThat(status(host, "aaa.jar").state()).isEqualTo(State.REFUSED);
  }

  @Test
  void whereTheNewestVersionDoesNotStartTheOneBeforeItDoes() throws Exception {
    acme("1.0.0", "one").jarInto(drop, "b.jar");
    acme("1.1.0", "two").start("throw new Exception(\"no disk\");").jarInto(drop, "a.jar");

    PluginHost host = open();

    assertThat(codes(judge(host))).containsExactly("acme/one");
    assertThat(status(host, "a.jar").reason()).contains("no disk");
  }

  @Test
  void twoFilesOfOneVersionDoNotReplaceEachOther() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("1.0.0", "two").jarInto(drop, "aaa.jar");

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/one");
    assertThat(status(host, "aaa.jar").reason()).contains("same version", "runs already");
  }

  @Test
  void ifTheNewVersionIsRefusedTheOldOneGoesOn() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("1.1.0", "two").start("throw new Exception(\"no disk\");").jarInto(drop);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/one");
    assertThat(host.plugins())
        .extracting(PluginStatus::version, PluginStatus::state)
        .containsExactly(tuple("1.0.0", State.RUNNING), tuple("1.1.0", State.REFUSED));
    assertThat(host.plugins().get(1).reason()).contains("no disk");
  }

  @Test
  void ifTheNewVersionUnderAnotherNameIsRefusedTheOldOneGoesOnWithoutItsFile() throws Exception {
    Path old = acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    acme("2.0.0", "two").manifest("Plugin-Requires", ">=2.0.0").jarInto(drop, "new.jar");
    Files.delete(old);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/one");
    assertThat(status(host, "new.jar").reason()).contains("requires version");
  }

  @Test
  void countsGoOnThroughAllVersions() throws Exception {
    acme("1.0.0", "one").jarInto(drop);
    PluginHost host = open();
    judge(host);
    acme("1.1.0", "two").jarInto(drop);
    rescan(host);

    judge(host);

    assertThat(status(host, "acme.jar").counts().records()).isEqualTo(2);
  }

  @Test
  void aRecordThatIsUnderWayIsAnsweredByTheVersionThatHasIt() throws Exception {
    PluginSource.of("acme")
        .version("1.0.0")
        .check("return context.lookups().license(\"key\").thenApply(f -> List.of(flag(\"one\")));")
        .jarInto(drop);
    PluginHost host = open();
    CompletableFuture<CatalogResult> underWay = begin(host);
    acme("1.1.0", "two").jarInto(drop);

    CheckCatalog before = host.catalog();
    CompletableFuture<List<PluginStatus>> done = host.rescan().toCompletableFuture();
    Patience.until("the new version is there", () -> host.catalog() != before);
    assertThat(codes(judge(host))).containsExactly("acme/two");
    assertThat(underWay).isNotDone();
    assertThat(done).isNotDone();
    asked.answer("key").complete(Optional.empty());

    assertThat(codes(get(underWay))).containsExactly("acme/one");
    done.join();
  }
}
