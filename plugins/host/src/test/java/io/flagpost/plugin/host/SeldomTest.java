package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeldomTest {

  @Test
  void itIsSaidAtOnceAndThenOnceAMinuteWithHowOftenItWas() {
    ManualTimer timer = new ManualTimer();
    Seldom seldom = new Seldom(timer);

    assertThat(seldom.count()).isEqualTo(1);
    assertThat(seldom.count()).isZero();
    timer.advance(Duration.ofSeconds(59));
    assertThat(seldom.count()).isZero();
    timer.advance(Duration.ofSeconds(1));
    assertThat(seldom.count()).isEqualTo(3);
    assertThat(seldom.count()).isZero();
  }
}
