package io.flagpost.telemetry.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Telemetry;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TelemetryFieldTest {
  private static final TelemetryFields NAMED = TelemetryField.collect(TelemetryField::columnName);

  @Test
  void aRecordsFieldsAreThoseOfTheTableInItsOrder() {
    assertThat(
            Arrays.stream(TelemetryFields.class.getRecordComponents())
                .map(RecordComponent::getName))
        .containsExactlyElementsOf(
            TelemetryField.ALL.stream().map(TelemetryFieldTest::camelCase).toList());
  }

  @Test
  void eachFieldIsReadWhereItWasPut() throws ReflectiveOperationException {
    for (TelemetryField field : TelemetryField.ALL) {
      Object component = TelemetryFields.class.getMethod(camelCase(field)).invoke(NAMED);

      assertThat(component).isEqualTo(field.columnName());
      assertThat(field.of(NAMED)).isEqualTo(field.columnName());
    }
  }

  @Test
  void checksSeeEachFieldUnderItsName() throws ReflectiveOperationException {
    Telemetry.Builder builder = Telemetry.builder(new UUID(1, 2), Instant.EPOCH);
    TelemetryField.show(builder, TelemetryField::columnName);
    Telemetry seen = builder.environment("test").clientAddress("127.0.0.1").build();

    for (TelemetryField field : TelemetryField.ALL) {
      assertThat(Telemetry.class.getMethod(camelCase(field)).invoke(seen))
          .hasToString("Optional[" + field.columnName() + "]");
    }
  }

  private static String camelCase(TelemetryField field) {
    StringBuilder name = new StringBuilder();
    for (String word : field.columnName().split("_", -1)) {
      name.append(
          name.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
