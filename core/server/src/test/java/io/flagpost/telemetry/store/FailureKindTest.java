package io.flagpost.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureKindTest {

  @ParameterizedTest
  @CsvSource({
    "22021, DATA",
    "22P02, DATA",
    "23502, DATA",
    "23505, DATA",
    "54000, DATA",
    "23514, NO_PARTITION",
    "40001, TRANSIENT",
    "40P01, TRANSIENT",
    "57P01, TRANSIENT",
    "57P03, TRANSIENT",
    "57014, TRANSIENT",
    "53300, TRANSIENT",
    "08006, TRANSIENT",
    "25006, TRANSIENT",
    "0A000, TRANSIENT",
    "42P01, PERMANENT",
    "28P01, PERMANENT",
    "XX000, PERMANENT",
  })
  void aSqlStateSaysWhatTheFailureMeans(String state, FailureKind kind) {
    assertThat(FailureKind.of(new PgException("message", "ERROR", state, "detail")))
        .isEqualTo(kind);
  }

  @Test
  void noAnswerAtAllMayBeBetterNextTime() {
    assertThat(FailureKind.of(new VertxException("Connection closed", true)))
        .isEqualTo(FailureKind.TRANSIENT);
  }
}
