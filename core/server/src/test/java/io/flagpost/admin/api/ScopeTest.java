package io.flagpost.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.database.SqlCondition;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopeTest {
  private static final Scope ONE = new Scope(Set.of(1L), null);
  private static final Scope TEST = new Scope(null, Set.of("test"));
  private static final Scope ONE_IN_TEST = new Scope(Set.of(1L), Set.of("test"));

  @Test
  void withoutALimitEverythingIsAllowed() {
    assertThat(Scope.UNLIMITED.allows(null, null)).isTrue();
    assertThat(Scope.UNLIMITED.allows("test", 7L)).isTrue();
    assertThat(Scope.UNLIMITED.condition("e", "p")).isSameAs(SqlCondition.TRUE);
  }

  @Test
  void whatBelongsToNoKnownProductIsOutsideOfALimit() {
    assertThat(ONE.allows("test", 1L)).isTrue();
    assertThat(ONE.allows("test", 2L)).isFalse();
    assertThat(ONE.allows("test", null)).isFalse();
  }

  @Test
  void whatBelongsToAllEnvironmentsIsOutsideOfSome() {
    assertThat(TEST.allows("test", null)).isTrue();
    assertThat(TEST.allows("production", 1L)).isFalse();
    assertThat(TEST.allows(null, 1L)).isFalse();
  }

  @Test
  void aLimitOfBothKindsIsACondition() {
    assertThat(ONE_IN_TEST.condition("l.environment", "l.product_id").sql().text())
        .isEqualTo("(l.product_id = ANY ($1::bigint[])) AND (l.environment = ANY ($2::text[]))");
    assertThat(ONE_IN_TEST.condition(null, "id").sql().text())
        .isEqualTo("(id = ANY ($1::bigint[]))");
  }

  @Test
  void theCommonPartOfTwoLimitsIsWithinBoth() {
    assertThat(ONE.within(TEST)).isEqualTo(ONE_IN_TEST);
    assertThat(ONE.within(Scope.UNLIMITED)).isEqualTo(ONE);
    Scope none = ONE.within(new Scope(Set.of(2L), null));
    assertThat(none).isEqualTo(new Scope(Set.of(), null));
    assertThat(none.isUnlimited()).isFalse();
    assertThat(none.allows("test", 1L)).isFalse();
  }

  @Test
  void aLimitCoversWhatIsNarrower() {
    assertThat(Scope.UNLIMITED.covers(ONE)).isTrue();
    assertThat(ONE.covers(ONE_IN_TEST)).isTrue();
    assertThat(ONE_IN_TEST.covers(ONE)).isFalse();
    assertThat(ONE.covers(TEST)).isFalse();
    assertThat(ONE.covers(Scope.UNLIMITED)).isFalse();
  }
}
