package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqlTest {
  private static final SqlCondition A = SqlCondition.equal("a", 1);
  private static final SqlCondition B = SqlCondition.equal("b", "two");
  private static final SqlCondition C = SqlCondition.of("c > $1 OR c < $2", 3, 4);

  @Test
  void partsKeepTheirValuesWhenTheyAreRenumbered() {
    Sql sql = Sql.format("SELECT * FROM t WHERE %s LIMIT %s", C.and(B).sql(), Sql.of("$1", 10));
    assertThat(sql.text())
        .isEqualTo("SELECT * FROM t WHERE (c > $1 OR c < $2) AND (b = $3) LIMIT $4");
    assertThat(sql.values()).containsExactly(3, 4, "two", 10);
    assertThat(sql.tuple().size()).isEqualTo(4);
  }

  @Test
  void aPartThatIsNamedTwiceHasItsValuesOnce() {
    Sql sql =
        Sql.format("%2$s UNION ALL %1$s UNION ALL %2$s", Sql.of("f($1)", 1), Sql.of("g($1)", 2));
    assertThat(sql.text()).isEqualTo("g($2) UNION ALL f($1) UNION ALL g($2)");
    assertThat(sql.values()).containsExactly(1, 2);
  }

  @Test
  void aParameterThatIsNamedTwiceHasOneValue() {
    assertThat(A.and(SqlCondition.of("b = $1 OR c = $1", 2)).sql())
        .isEqualTo(Sql.of("(a = $1) AND (b = $2 OR c = $2)", 1, 2));
  }

  @Test
  void twoDigitsAreOneNumber() {
    Sql many =
        IntStream.rangeClosed(1, 12)
            .mapToObj(i -> SqlCondition.equal("c" + i, i))
            .reduce(SqlCondition.TRUE, SqlCondition::and)
            .sql();
    Sql sql = Sql.format("%s, %s", Sql.of("$1", 0), many);
    assertThat(sql.text()).startsWith("$1, (c1 = $2)").endsWith("(c11 = $12) AND (c12 = $13)");
    assertThat(sql.values()).hasSize(13).startsWith(0, 1).endsWith(11, 12);
  }

  @Test
  void conditionsBindAsTheyAreCombined() {
    assertThat(A.and(B).or(C).sql().text())
        .isEqualTo("((a = $1) AND (b = $2) OR (c > $3 OR c < $4))");
    assertThat(A.or(B).and(C).sql().text())
        .isEqualTo("((a = $1) OR (b = $2)) AND (c > $3 OR c < $4)");
  }

  @Test
  void trueAndFalseAddNothing() {
    assertThat(SqlCondition.TRUE.and(A)).isSameAs(A);
    assertThat(A.and(SqlCondition.TRUE)).isSameAs(A);
    assertThat(SqlCondition.FALSE.or(A)).isSameAs(A);
    assertThat(A.or(SqlCondition.FALSE)).isSameAs(A);
    assertThat(Stream.<SqlCondition>empty().reduce(SqlCondition.FALSE, SqlCondition::or).sql())
        .isEqualTo(Sql.of("false"));
    assertThat(SqlCondition.TRUE.sql()).isEqualTo(Sql.of("true"));
  }

  @Test
  void aConditionThatIsCombinedStaysAsItWas() {
    A.and(B);
    assertThat(A.sql()).isEqualTo(Sql.of("(a = $1)", 1));
  }

  @Test
  void aValueMayBeNull() {
    assertThat(Sql.of("$1::text IS NULL", (Object) null).values()).containsExactly((Object) null);
  }

  @Test
  void valuesAndParametersBelongTogether() {
    assertThatThrownBy(() -> Sql.of("a = $2", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sql.of("a = $1 AND b = $3", 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sql.of("a = $0", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sql.format("SELECT", A.sql()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatChangesLaterChangesNothing() {
    Object[] values = {1, 2};
    Sql sql = Sql.of("$1, $2", values);
    Arrays.fill(values, 9);
    sql.tuple().addValue(3);
    assertThat(sql.values()).containsExactly(1, 2);
    assertThatThrownBy(() -> sql.values().add(3)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void valuesAreNotShown() {
    SqlCondition condition = SqlCondition.equal("license_key", "LKEY-1");
    assertThat(condition + " " + condition.sql()).contains("license_key").doesNotContain("LKEY");
  }
}
