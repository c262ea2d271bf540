package io.flagpost.platform.tls;

import io.flagpost.platform.files.Secret;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import io.flagpost.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of a test's own authority, and clients that trust this one. */
abstract class ListenerTlsFixture {
  static final Certificates AUTHORITY = new Certificates();

  @TempDir Path folder;

  final Vertx vertx = Vertx.vertx();
  final Issued first = AUTHORITY.issue("first");
  ListenerTls tls;
  URI url;

  @BeforeEach
  void serve() throws IOException {
    write(first.certificates(), first.pkcs8());
    PemFiles files = new PemFiles("http.tls", certificateFile(), keyFile(), new Secret(""));
    tls = ListenerTls.load(files, TlsSuites.RECOMMENDED, Clock.systemUTC());
    url = listen(tls);
  }

  @AfterEach
  void stop() {
    Futures.await(vertx.close());
  }

  URI listen(ListenerTls with) {
    HttpServer server =
        vertx
            .createHttpServer(with.apply(new HttpServerOptions()))
            .requestHandler(request -> request.response().end("hello"));
    int port = Futures.await(server.listen(0, "127.0.0.1")).actualPort();
    return URI.create("https://127.0.0.1:" + port + "/");
  }

  String presented() throws Exception {
    X509Certificate own =
        (X509Certificate)
            get(client(HttpClient.Version.HTTP_1_1))
                .sslSession()
                .orElseThrow()
                .getPeerCertificates()[0];
    Principal subject = own.getSubjectX500Principal();
    return subject.getName();
  }

  static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().version(version).sslContext(AUTHORITY.clientContext()).build();
  }

  HttpResponse<String> get(HttpClient client) throws Exception {
    return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
  }

  void write(String certificates, String key) throws IOException {
    Files.writeString(certificateFile(), certificates);
    Files.writeString(keyFile(), key);
  }

  Path certificateFile() {
    return folder.resolve("chain.pem");
  }

  Path keyFile() {
    return folder.resolve("key.pem");
  }
}
