package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.cli.ExitCodes;
import io.flagpost.cli.FlagpostCommand;
import io.flagpost.cli.Surroundings;
import io.flagpost.config.Mode;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import io.flagpost.testing.RunningGateway;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin listener over TLS, with the commands as its clients. */
class AdminTlsIT {
  private static final String HEADER = "Strict-Transport-Security";

  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  @Test
  void commandsTrustTheAuthorityThatTheyAreGivenAndNoOther() throws Exception {
    Certificates authority = new Certificates();
    Issued issued = authority.issue("gateway");
    Path chain = Files.writeString(folder.resolve("chain.pem"), issued.certificates());
    Path trusted = Files.writeString(folder.resolve("ca.pem"), authority.certificate());
    Path other = Files.writeString(folder.resolve("other.pem"), new Certificates().certificate());
    Path key = Files.writeString(folder.resolve("key.pem"), issued.pkcs8());
    Path password = Files.writeString(folder.resolve("password"), AdminGateway.PASSWORD);
    try (RunningGateway gateway =
        RunningGateway.start(
            Mode.PRODUCTION,
            Map.of(
                "admin.tls.certificate",
                chain.toString(),
                "admin.tls.key",
                key.toString(),
                "admin.first-admin.name",
                AdminGateway.NAME,
                "admin.first-admin.password",
                AdminGateway.PASSWORD))) {
      String url = "https://127.0.0.1:" + gateway.adminUrl().getPort();
      String at = " --url " + url;
      String login = "login --user " + AdminGateway.NAME + " --password-file " + password + at;

      assertThat(run(login)).isEqualTo(ExitCodes.UNAVAILABLE);
      assertThat(err.toString()).contains("certif");
      assertThat(run(login + " --cacert " + other)).isEqualTo(ExitCodes.UNAVAILABLE);
      assertThat(run(login + " --cacert " + trusted)).as("%s", err).isZero();
      assertThat(run("product list --cacert " + trusted + at)).isZero();
      HttpClient https = HttpClient.newBuilder().sslContext(authority.clientContext()).build();
      assertThat(strictTransportSecurity(https, URI.create(url), "http"))
          .isEqualTo("max-age=31536000");
    }
  }

  @Test
  void clientsOfATrustedProxyThatSpeaksTlsAreToldToStayWithIt() throws Exception {
    Map<String, String> trusting = Map.of("admin.trusted-proxies", "127.0.0.1");
    HttpClient http = HttpClient.newHttpClient();
    try (RunningGateway gateway = RunningGateway.start(Mode.PRODUCTION, trusting)) {
      assertThat(strictTransportSecurity(http, gateway.adminUrl(), "https"))
          .isEqualTo("max-age=31536000");
      assertThat(strictTransportSecurity(http, gateway.adminUrl(), "http")).isEmpty();
    }
    URI direct = AdminGateway.running().adminUrl();
    assertThat(strictTransportSecurity(http, direct, "https")).isEmpty();
  }

  private static String strictTransportSecurity(HttpClient client, URI admin, String scheme)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(admin.resolve("/health/live"))
            .header("X-Forwarded-Proto", scheme)
            .build();
    return client.send(request, BodyHandlers.discarding()).headers().firstValue(HEADER).orElse("");
  }

  private int run(String command) {
    err.getBuffer().setLength(0);
    Surroundings surroundings =
        new Surroundings(
            folder,
            Map.of("HOME", folder.toString()),
            InputStream.nullInputStream(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err));
    return FlagpostCommand.run(surroundings, command.split(" "));
  }
}
