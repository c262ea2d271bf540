package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    assertThat(DemoBanner.url(host, 4711)).isEqualTo(url);
  }

  @Test
  void everyLineOfTheBannerNamesTheListenerThatItIsAbout() {
    String text = new DemoBanner("http://api:1", "http://admin:2", Path.of("kept")).text();

    assertThat(text)
        .contains("data in kept")
        .contains("http://api:1/docs", "http://admin:2/health/ready")
        .contains("curl -sS http://api:1/api/v1/send-telemetry-data -d ");
  }
}
