package io.flagpost.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalBase64Test {

  @ParameterizedTest
  @ValueSource(strings = {"fR==", "fQ=", "fQ", "fQ==\n", "-_8=", "fQ===", "f", "\u0663Q=="})
  void oneTextStandsForBytesAndNoOther(String other) {
    assertThat(CanonicalBase64.decode("fQ==")).containsExactly('}');
    assertThatThrownBy(() -> CanonicalBase64.decode(other))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fR", "fQ==", "+/8", "f"})
  void soItIsInUrls(String other) {
    assertThat(CanonicalBase64.decodeUrl("fQ")).containsExactly('}');
    assertThatThrownBy(() -> CanonicalBase64.decodeUrl(other))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatWasEncodedIsDecoded() {
    Random random = new Random(10);
    for (int length = 0; length < 100; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(CanonicalBase64.decode(Base64.getEncoder().encodeToString(bytes)))
          .isEqualTo(bytes);
      assertThat(
              CanonicalBase64.decodeUrl(
                  Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
          .isEqualTo(bytes);
    }
  }
}
