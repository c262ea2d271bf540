package io.flagpost.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.files.Secret;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import io.flagpost.testing.Futures;
import io.flagpost.testing.Patience;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Certificates and keys that change, or break, while the listener serves. */
class CertificateRenewalTest extends ListenerTlsFixture {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  @Test
  void aNewCertificateIsUsedWhileRequestsFlowAndNoneFails() throws Exception {
    TlsReloader reloader = new TlsReloader(vertx, List.of(tls), INTERVAL);
    reloader.start();
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    ExecutorService clients = Executors.newFixedThreadPool(3);
    List<CompletableFuture<Void>> flows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      boolean fresh = i > 0; // one keeps its connection, the others make a new one each time
      flows.add(CompletableFuture.runAsync(() -> flow(fresh, enough, served), clients));
    }

    try {
      for (int i = 0; i < 3; i++) {
        Issued next = AUTHORITY.issue("next" + i);
        write(next.certificates(), next.traditional());
        String subject = "CN=next" + i;
        Patience.until("it is presented", () -> presented().equals(subject));
      }
    } finally {
      enough.set(true);
      clients.shutdown();
    }
    flows.forEach(Futures::await);

    assertThat(served).hasValueGreaterThan(3);
    assertThat(get(client(HttpClient.Version.HTTP_2)).version())
        .isEqualTo(HttpClient.Version.HTTP_2);
    Futures.await(reloader.stop());
  }

  @Test
  void aBrokenFileChangesNothing() throws Exception {
    Issued other = AUTHORITY.issue("other");

    Files.writeString(keyFile(), "broken");
    tls.reload();
    assertThat(presented()).isEqualTo("CN=first");

    write(other.certificates(), first.pkcs8());
    tls.reload();
    assertThat(presented()).isEqualTo("CN=first");

    Files.delete(keyFile());
    tls.reload();
    assertThat(presented()).isEqualTo("CN=first");

    write(other.certificates(), other.pkcs8());
    tls.reload();
    assertThat(presented()).isEqualTo("CN=other");
  }

  @Test
  void aLinkThatIsSwappedIsNoticed() throws Exception {
    Issued second = AUTHORITY.issue("second");
    Path old = Files.createDirectory(folder.resolve("..1"));
    Path fresh = Files.createDirectory(folder.resolve("..2"));
    Path link = Files.createSymbolicLink(folder.resolve("..data"), old);
    Files.writeString(old.resolve("tls.crt"), first.certificates());
    Files.writeString(old.resolve("tls.key"), first.pkcs8());
    Files.writeString(fresh.resolve("tls.crt"), second.certificates());
    Files.writeString(fresh.resolve("tls.key"), second.pkcs8());
    ListenerTls linked =
        ListenerTls.load(
            new PemFiles(
                "http.tls", link.resolve("tls.crt"), link.resolve("tls.key"), new Secret("")),
            TlsSuites.RECOMMENDED,
            Clock.systemUTC());
    url = listen(linked);
    assertThat(presented()).isEqualTo("CN=first");

    Path swap = Files.createSymbolicLink(folder.resolve("..swap"), fresh);
    Files.move(swap, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    linked.reload();

    assertThat(presented()).isEqualTo("CN=second");
  }

  @Test
  void keyStoresAndEllipticCurvesServeToo() throws Exception {
    Issued elliptic =
        AUTHORITY.issue("ec", Certificates.ec(), Clock.systemUTC().instant().plusSeconds(3600));
    Path store = elliptic.writeKeyStore(folder.resolve("a.p12"), "geheim");
    ListenerTls fromStore =
        ListenerTls.load(
            new KeyStoreFile("http.tls", store, new Secret("geheim")),
            TlsSuites.RECOMMENDED,
            Clock.systemUTC());
    url = listen(fromStore);
    assertThat(presented()).isEqualTo("CN=ec");

    AUTHORITY.issue("rsa").writeKeyStore(store, "geheim");
    fromStore.reload();
    assertThat(presented()).isEqualTo("CN=rsa");
  }

  private void flow(boolean fresh, AtomicBoolean enough, AtomicInteger served) {
    try {
      HttpClient kept = client(HttpClient.Version.HTTP_2);
      while (!enough.get()) {
        HttpResponse<String> answer = get(fresh ? client(HttpClient.Version.HTTP_1_1) : kept);
        assertThat(answer.body()).isEqualTo("hello");
        served.incrementAndGet();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
