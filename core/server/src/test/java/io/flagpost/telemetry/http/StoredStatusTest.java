package io.flagpost.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.store.StoredStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredStatusTest {

  @Test
  void whatIsStoredForOlderVersionsIsWhatThisOneAnswersWith() {
    assertThat(stored(830)).isEqualTo(Answers.STORED_STATUS);
    assertThat(stored(831)).isEqualTo(Answers.STORED_STATUS);
    assertThat(stored(Refusal.ACCESS_DENIED.code())).isEqualTo(Refusal.ACCESS_DENIED.status());
  }

  private static int stored(int code) {
    return StoredStatus.of(new Acknowledgement(code, Map.of()));
  }
}
