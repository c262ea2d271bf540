package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.host.PluginStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrustTest extends PluginHostFixture {
  private volatile PluginLock lock = PluginLock.EMPTY;

  @Override
  PluginHostOptions options() {
    return super.options().withTrust(PluginTrust.strict(() -> lock, List::of));
  }

  @Test
  void aPluginOnTheLockIsLoaded() throws Exception {
    trust(PluginSource.of("acme").check(PluginSource.raising("found")).jarInto(drop));

    assertThat(codes(judge(open()))).containsExactly("acme/found");
  }

  @Test
  void aZipOnTheLockIsLoaded() throws Exception {
    trust(PluginSource.of("acme").check(PluginSource.raising("found")).zipInto(drop));

    assertThat(codes(judge(open()))).containsExactly("acme/found");
  }

  @Test
  void aPluginThatNobodyVouchesForIsRefusedByName() throws Exception {
    PluginSource.of("acme").jarInto(drop);

    PluginStatus status = status(open(), "acme.jar");

    assertThat(status.state()).isEqualTo(State.REFUSED);
    assertThat(status.id()).isEqualTo("acme");
    assertThat(status.reason()).contains("neither listed in plugins.lock nor signed");
  }

  @Test
  void aJarThatWasChangedByOneByteAfterLockingIsRefused() throws Exception {
    Path jar = PluginSource.of("acme").bringing("note.txt", new byte[] {1}).jarInto(drop);
    trust(jar);
    byte[] bytes = Files.readAllBytes(jar);
    bytes[30] ^= 1; // in a local header that nobody reads: the jar is as good as before
    Files.write(jar, bytes);

    PluginStatus status = status(open(), "acme.jar");

    assertThat(status.state()).isEqualTo(State.REFUSED);
    assertThat(status.reason()).contains("plugins.lock has another SHA-256");
  }

  @Test
  void aPluginWithASignatureByAConfiguredKeyIsLoaded() throws Exception {
    Path jar = PluginSource.of("acme").check(PluginSource.raising("found")).jarInto(drop);
    PluginHostOptions options = options().withTrust(signedBy(jar));

    assertThat(codes(judge(open(options)))).containsExactly("acme/found");
  }

  @Test
  void aSignatureOfOtherContentDoesNotCount() throws Exception {
    Path jar = PluginSource.of("acme").jarInto(drop);
    PluginHostOptions options = options().withTrust(signedBy(jar));
    PluginSource.of("acme").check(PluginSource.raising("other")).jarInto(drop);

    assertThat(status(open(options), "acme.jar").reason())
        .contains("does not match this file under any key");
  }

  @Test
  void whatIsVerifiedIsWhatIsLoaded() throws Exception {
    Path jar = PluginSource.of("acme").check(PluginSource.raising("good")).jarInto(drop);
    trust(jar);
    PluginTrust strict = PluginTrust.strict(() -> lock, List::of);
    PluginHostOptions options =
        options()
            .withTrust(
                candidate -> {
                  var objection = strict.objectionTo(candidate);
                  PluginSource.of("acme").check(PluginSource.raising("evil")).jarInto(drop);
                  return objection;
                });

    assertThat(codes(judge(open(options)))).containsExactly("acme/good");
  }

  @Test
  void aPluginThatIsTrustedLaterIsLoadedAtTheNextLook() throws Exception {
    Path jar = PluginSource.of("acme").check(PluginSource.raising("found")).jarInto(drop);
    PluginHost host = open();
    trust(jar);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/found");
  }

  @Test
  void aPluginThatIsNotTrustedAnyMoreIsUnloaded() throws Exception {
    trust(PluginSource.of("acme").check(PluginSource.raising("found")).jarInto(drop));
    PluginHost host = open();
    lock = PluginLock.EMPTY;

    rescan(host);

    assertThat(judge(host)).isEqualTo(CatalogResult.CLEAR);
    assertThat(status(host, "acme.jar").state()).isEqualTo(State.REFUSED);
  }

  @Test
  void aNewVersionThatIsNotTrustedDoesNotReplaceTheOldOne() throws Exception {
    trust(PluginSource.of("acme").check(PluginSource.raising("found")).jarInto(drop));
    PluginHost host = open();
    PluginSource.of("acme").check(PluginSource.raising("other")).jarInto(drop);

    rescan(host);

    assertThat(codes(judge(host))).containsExactly("acme/found");
    assertThat(host.plugins())
        .extracting(PluginStatus::state)
        .containsExactly(State.RUNNING, State.REFUSED);
  }

  @Test
  void aLockThatCannotBeReadTrustsNobodyAndSaysSo() throws Exception {
    PluginSource.of("acme").jarInto(drop);
    Path broken = Files.writeString(folder.resolve("plugins.lock"), "acme");
    PluginHostOptions options =
        options().withTrust(PluginTrust.strict(() -> PluginLock.read(broken), List::of));

    assertThat(status(open(options), "acme.jar").reason()).contains("plugins.lock, line 1");
  }

  @Test
  void nobodyElseCanLookIntoTheRunFolder() throws Exception {
    open();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("run"))))
        .isEqualTo("rwx------");
  }

  private void trust(Path file) throws Exception {
    lock = lock.with(PluginLock.Entry.of(PluginFile.describe(file)));
  }

  private PluginTrust signedBy(Path file) throws Exception {
    Path privateKey = folder.resolve("plugins.key");
    Path publicKey = folder.resolve("plugins.pub");
    PluginSignatures.generate(privateKey, publicKey);
    PluginSignatures.sign(file, PluginSignatures.readPrivateKey(privateKey));
    List<PublicKey> keys = List.of(PluginSignatures.readPublicKey(publicKey));
    return PluginTrust.strict(() -> PluginLock.EMPTY, () -> keys);
  }
}
