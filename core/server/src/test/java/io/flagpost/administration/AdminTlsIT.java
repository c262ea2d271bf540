package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.cli.console.ExitCodes;
import io.flagpost.node.config.Mode;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import io.flagpost.testing.Commands;
import io.flagpost.testing.RunningGateway;
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

  @Test
  void commandsTrustTheAuthorityThatTheyAreGivenAndNoOther() throws Exception {
    Commands commands = new Commands(folder);
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

      assertThat(commands.run(login)).isEqualTo(ExitCodes.UNAVAILABLE);
      assertThat(commands.err()).contains("certif");
      assertThat(commands.run(login + " --cacert " + other)).isEqualTo(ExitCodes.UNAVAILABLE);
      assertThat(commands.run(login + " --cacert " + trusted)).as(commands.err()).isZero();
      assertThat(commands.run("product list --cacert " + trusted + at)).isZero();
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
}
