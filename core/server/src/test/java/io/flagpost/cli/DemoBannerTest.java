package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoBannerTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,http://127.0.0.1:4711",
    "0.0.0.0,http://127.0.0.1:4711",
    "::,http://127.0.0.1:4711",
    "::1,http://[::1]:4711",
    "gateway.example,http://gateway.example:4711"
  })
  void aListenerIsNamedAsItIsReachedFromThisMachine(String host, String url) {
    assertThat(DemoBanner.url(host, 4711, false)).isEqualTo(url);
    assertThat(DemoBanner.url(host, 4711, true)).isEqualTo(url.replace("http:", "https:"));
  }

  @Test
  void everyLineOfTheBannerNamesTheListenerThatItIsAbout() {
    String text =
        new DemoBanner("http://api:1", Optional.empty(), "http://admin:2", Path.of("kept"), true)
            .text();

    assertThat(text)
        .contains("data in kept", "90 days of a made-up vendor")
        .contains("http://api:1/docs", "http://admin:2/health/ready")
        .contains("curl -sS http://api:1/api/v1/send-telemetry-data -d ");
  }

  @Test
  void whatTheClientHasToTrustIsInTheLineThatSends() {
    Optional<Path> trust = Optional.of(Path.of("my chain.pem"));

    String text =
        new DemoBanner("https://api:1", trust, "http://admin:2", Path.of("kept"), false).text();

    assertThat(text)
        .contains("only those that you send")
        .contains("curl -sS --cacert 'my chain.pem' https://api:1/api/v1/send-telemetry-data -d ");
  }
}
