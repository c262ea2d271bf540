package io.flagpost.plugin.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final UUID ID = new UUID(1, 2);

  @Test
  void whatWasNotSetIsMissing() {
    Telemetry telemetry = Telemetry.builder(ID, Instant.EPOCH).build();

    assertThat(telemetry.licenseKey()).isEmpty();
    assertThat(telemetry.sequence()).isEmpty();
    assertThat(telemetry.raw()).isEmpty();
    assertThat(telemetry.environment()).isEqualTo("production");
  }

  @Test
  void itsTextNamesNoFieldOfTheClients() {
    Telemetry telemetry = Telemetry.builder(ID, Instant.EPOCH).licenseKey("secret").build();

    assertThat(telemetry.toString()).contains(ID.toString()).doesNotContain("secret");
  }

  @Test
  void aBuilderUsedFurtherDoesNotChangeWhatItBuilt() {
    Telemetry.Builder builder = Telemetry.builder(ID, Instant.EPOCH).nonce("a");
    Telemetry telemetry = builder.build();

    builder.nonce("b");

    assertThat(telemetry.nonce()).contains("a");
  }

  @Test
  void theRawPartCanBeReadAgainAndAgainButNotChanged() {
    byte[] body = "body".getBytes(StandardCharsets.UTF_8);
    RawRequest raw = new RawRequest(body, new byte[0], null, null);

    assertThat(StandardCharsets.UTF_8.decode(raw.body()).toString()).isEqualTo("body");
    ByteBuffer again = raw.body();
    assertThat(again.remaining()).isEqualTo(4);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> again.put(0, (byte) 0));
  }
}
