package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.PluginStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody can write into the drop folder, but neither into the lists nor with the key: nothing of
 * that touches the plugins that are trusted, now or at the next start.
 */
class StrangersTest extends PluginHostFixture {
  private final List<PublicKey> keys = new ArrayList<>();
  private PluginLock lock = PluginLock.EMPTY;
  private Path acme = Path.of("");

  @BeforeEach
  void aTrustedPlugin() throws Exception {
    acme = PluginSource.of("acme").check(PluginSource.raising("found")).jarInto(drop, "m.jar");
    trust(acme);
  }

  @Override
  PluginHostOptions options() {
    return super.options()
        .withTrust(PluginTrust.strict(() -> lock, () -> keys))
        .withModes(id -> id.equals("acme") ? PluginMode.SHADOW : PluginMode.LIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jar", "z.jar"})
  void aFileThatNamesATrustedPluginsIdIsRefusedAlone(String name) throws Exception {
    PluginSource.of("acme").version("9.0.0").jarInto(drop, name);

    PluginHost host = open();

    assertThat(status(host, "m.jar").state()).isEqualTo(State.RUNNING);
    PluginStatus stranger = status(host, name);
    assertThat(stranger.state()).isEqualTo(State.REFUSED);
    assertThat(stranger.reason()).contains("not trusted").doesNotContain("duplicate");
    assertThat(stranger.mode()).as("acme's own mode is shadow").isEqualTo(PluginMode.LIVE);
    rescan(host);
    assertThat(status(host, "m.jar").state()).isEqualTo(State.RUNNING);
  }

  @Test
  void aCopyWithoutTheSignatureClaimsNoHash() throws Exception {
    lock = PluginLock.EMPTY;
    sign(acme);
    Files.copy(acme, drop.resolve("a.jar"));

    PluginHost host = open();

    assertThat(status(host, "m.jar").state()).isEqualTo(State.RUNNING);
    assertThat(status(host, "a.jar").reason()).contains("neither listed");
  }

  @Test
  void aStrangerDoesNotKeepAPluginThatWasRemoved() throws Exception {
    PluginHost host = open();
    PluginSource.of("acme").version("9.0.0").jarInto(drop, "a.jar");
    Files.delete(acme);

    rescan(host);

    assertThat(host.plugins()).extracting(PluginStatus::state).containsExactly(State.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"other content", "no zip"})
  void whatOverwritesATrustedFileDoesNotStopIt(String with) throws Exception {
    PluginHost host = open();
    if (with.equals("no zip")) {
      Files.writeString(acme, with);
    } else {
      PluginSource.of("acme").version("9.0.0").jarInto(drop, "m.jar");
    }

    rescan(host);

    assertThat(host.plugins())
        .extracting(PluginStatus::state)
        .containsExactly(State.RUNNING, State.REFUSED);
  }

  @Test
  void butOneThatIsNotTrustedAnyMoreStopsThoughItsFileIsOverwritten() throws Exception {
    PluginHost host = open();
    lock = PluginLock.EMPTY;
    Files.writeString(acme, "no zip");

    rescan(host);

    assertThat(host.plugins()).extracting(PluginStatus::state).containsExactly(State.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deleted", "rubbish", "too long", "a folder"})
  void aSignatureFileThatIsTamperedWithDoesNotStopThePluginThatRuns(String how) throws Exception {
    lock = PluginLock.EMPTY;
    sign(acme);
    PluginHost host = open();
    tamper(how);

    rescan(host);
    assertThat(status(host, "m.jar").state()).isEqualTo(State.RUNNING);

    keys.clear();
    rescan(host);
    assertThat(status(host, "m.jar").state()).as("its key is withdrawn").isEqualTo(State.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rubbish", "too long", "a folder"})
  void aSignatureFileBesideAPluginOnTheListDoesNotKeepItFromStarting(String how) throws Exception {
    tamper(how);

    assertThat(status(open(), "m.jar").state()).isEqualTo(State.RUNNING);
  }

  @Test
  void ofTwoTrustedFilesOfOneVersionTheOneOnTheListRuns() throws Exception {
    sign(PluginSource.of("acme").check(PluginSource.raising("other")).jarInto(drop, "a.jar"));

    PluginHost host = open();

    assertThat(status(host, "m.jar").state()).isEqualTo(State.RUNNING);
    assertThat(status(host, "a.jar").reason()).contains("which the allow list names");
  }

  @Test
  void whereNobodyIsAskedForTrustABuiltInPluginStillHasItsPlace() throws Exception {
    Path own = PluginSource.of("license-key").jarInto(drop);
    trust(own);
    PluginSource.of("license-key").version("9.0.0").jarInto(drop, "a.jar");

    PluginHost host = open(super.options().withTrust(PluginTrust.open(lock)));

    assertThat(status(host, "license-key.jar").state()).isEqualTo(State.RUNNING);
    assertThat(status(host, "a.jar").reason()).contains("comes with the gateway");
  }

  private void tamper(String how) throws IOException {
    Path signature = PluginSignatures.signatureOf(acme);
    Files.deleteIfExists(signature);
    switch (how) {
      case "rubbish" -> Files.writeString(signature, "rubbish");
      case "too long" -> Files.write(signature, new byte[10_000]);
      case "a folder" -> Files.createDirectory(signature);
      default -> assertThat(signature).doesNotExist();
    }
  }

  private void trust(Path file) throws Exception {
    lock = lock.with(PluginLock.Entry.of(PluginFile.describe(file)));
  }

  private void sign(Path file) throws Exception {
    Path privateKey = folder.resolve("plugins.key");
    Path publicKey = folder.resolve("plugins.pub");
    PluginSignatures.generate(privateKey, publicKey);
    PluginSignatures.sign(file, PluginSignatures.readPrivateKey(privateKey));
    keys.add(PluginSignatures.readPublicKey(publicKey));
  }
}
