package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SilenceGuardTest {
  private final AtomicBoolean closed = new AtomicBoolean();

  private final InputStream answer =
      new InputStream() {
        @Override
        public int read() throws IOException {
          throw new IOException("nobody reads");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          throw new IOException("nobody reads");
        }

        @Override
        public void close() {
          closed.set(true);
        }
      };

  @Test
  void anAnswerOnWhichNothingComesIsClosed() throws Exception {
    try (SilenceGuard guard = SilenceGuard.of(answer, Duration.ofMillis(20))) {
      guard.heard();
      Patience.until("it is closed", closed::get);
    }
    assertThat(closed).isTrue();
  }

  @Test
  void anAnswerThatMaySpeakAgainIsLeftAlone() {
    try (SilenceGuard guard = SilenceGuard.of(answer, Duration.ofDays(1))) {
      guard.heard();
      assertThat(closed).isFalse();
    }
  }
}
