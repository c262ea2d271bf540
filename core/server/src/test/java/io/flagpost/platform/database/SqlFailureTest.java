package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {
  private static final Map<String, Predicate<SqlFailure>> KINDS =
      Map.ofEntries(
          Map.entry("refused row", SqlFailure::isRefusedRow),
          Map.entry("data", SqlFailure::isDataException),
          Map.entry("unique", SqlFailure::isUniqueViolation),
          Map.entry("foreign key", SqlFailure::isForeignKeyViolation),
          Map.entry("check", SqlFailure::isCheckViolation),
          Map.entry("partition", SqlFailure::isMissingPartition),
          Map.entry("transient", SqlFailure::isTransient),
          Map.entry("plan", SqlFailure::isStalePlan),
          Map.entry("in the way", SqlFailure::isInTheWayOfOthers),
          Map.entry("privilege", SqlFailure::isInsufficientPrivilege),
          Map.entry("statement", SqlFailure::isFaultyStatement),
          Map.entry("connection", SqlFailure::isConnectionFailure),
          Map.entry("login", SqlFailure::isLoginRefused),
          Map.entry("database", SqlFailure::isMissingDatabase),
          Map.entry("away", SqlFailure::isAway));

  @ParameterizedTest
  @CsvSource({
    "22P02, refused row;data",
    "23502, refused row",
    "23503, refused row;foreign key",
    "23505, refused row;unique",
    "23514, refused row;check;partition",
    "54000, refused row",
    "0A000, plan",
    "08004, transient;connection",
    "08006, transient;connection;away",
    "25006, transient;away",
    "25P03, transient",
    "25P04, transient",
    "28P01, login",
    "3D000, database",
    "40001, transient;in the way",
    "40P01, transient;in the way",
    "42501, privilege;statement",
    "42P01, statement",
    "53300, transient;away",
    "55P03, transient;in the way",
    "57014, transient;in the way",
    "57P01, transient;away",
    "57P03, transient;away",
    "XX000, ''"
  })
  void aSqlStateSaysOfWhichKindsAFailureIs(String state, String kinds) {
    SqlFailure failure = SqlFailure.of(new PgException("message", "ERROR", state, "detail"));

    assertThat(failure.isAnswer()).isTrue();
    assertThat(kindsOf(failure))
        .containsExactlyInAnyOrderElementsOf(
            kinds.isEmpty() ? List.of() : List.of(kinds.split(";", -1)));
    assertThat(kindsOf(SqlFailure.ofJdbc(new SQLException("message", state))))
        .isEqualTo(kindsOf(failure));
  }

  @Test
  void whatIsNoAnswerOfPostgresIsOfNoKind() {
    SqlFailure failure = SqlFailure.of(new VertxException("Connection closed", true));

    assertThat(failure.isAnswer()).isFalse();
    assertThat(kindsOf(failure)).isEmpty();
  }

  @Test
  void anAnswerWithoutAStateIsOfNoKind() {
    SqlFailure failure = SqlFailure.of(new PgException("message", "ERROR", null, null));

    assertThat(failure.isAnswer()).isTrue();
    assertThat(kindsOf(failure)).isEmpty();
  }

  private static List<String> kindsOf(SqlFailure failure) {
    return KINDS.entrySet().stream()
        .filter(kind -> kind.getValue().test(failure))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
