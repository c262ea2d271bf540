package io.flagpost.telemetry.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.TelemetryField;
import org.junit.jupiter.api.Test;

class FieldTest {

  @Test
  void everyColumnIsOneOfTheFieldsThatRequestsAreSearchedFor() {
    assertThat(TelemetryField.ALL.stream().map(Field::of))
        .containsExactlyElementsOf(Field.CONTRACT);
    assertThat(TelemetryField.ALL)
        .allSatisfy(
            column -> assertThat(Field.of(column).wireName()).isEqualTo(column.columnName()));
  }
}
