package io.flagpost.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.TelemetryField;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShownFieldsTest {

  @Test
  void everyFieldIsShownOnceInARecordOfTheReadApi() {
    Set<TelemetryField> shown = new HashSet<>(RecordJson.FIELDS);
    shown.addAll(RecordJson.NUMBERS);
    shown.add(TelemetryField.TEXT_DATA);

    assertThat(shown).containsExactlyInAnyOrderElementsOf(TelemetryField.ALL);
    assertThat(RecordJson.FIELDS)
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(RecordJson.NUMBERS);
  }
}
