package io.flagpost.platform.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthTest {
  private final Health health = new Health();
  private final Spool spool = new Spool();
  private boolean databaseThere = true;
  private boolean stale;

  HealthTest() {
    health.watch(() -> databaseThere, spool, () -> stale);
    health.accept();
  }

  private static final class Spool implements Spooling {
    boolean open = true;
    boolean used;
    boolean needed;

    @Override
    public boolean takesRecords() {
      return open;
    }

    @Override
    public boolean isInUse() {
      return used;
    }

    @Override
    public boolean isNeeded() {
      return needed;
    }
  }

  @Test
  void withPostgresqlThereAndAnEmptySpoolItAccepts() {
    assertThat(health.readiness()).isEqualTo(Readiness.ACCEPTING);
    assertThat(Readiness.ACCEPTING.text()).isEqualTo("accepting");
  }

  @Test
  void whileRecordsGoToTheSpoolOrWaitInItItSpools() {
    databaseThere = false;
    assertThat(health.readiness()).isEqualTo(Readiness.SPOOLING);

    databaseThere = true;
    spool.used = true;
    assertThat(health.readiness()).isEqualTo(Readiness.SPOOLING);
    assertThat(Readiness.SPOOLING.text()).isEqualTo("accepting, spooling");
  }

  @Test
  void whatIsStaleIsToldOfANodeThatSpools() {
    stale = true;
    assertThat(health.readiness()).isEqualTo(Readiness.ACCEPTING);

    databaseThere = false;
    assertThat(health.readiness()).isEqualTo(Readiness.STALE);
    assertThat(Readiness.STALE.text()).isEqualTo("accepting, spooling, stale");
  }

  @Test
  void withPostgresqlAwayAndASpoolThatTakesNothingItDoesNotAccept() {
    databaseThere = false;
    spool.open = false;
    spool.used = true;

    assertThat(health.readiness()).isEqualTo(Readiness.NOT_ACCEPTING);
    assertThat(health.isAccepting()).isFalse();
  }

  @Test
  void aPostgresqlThatAnswersAndTakesNothingIsNoBetter() {
    spool.needed = true;
    spool.used = true;
    assertThat(health.readiness()).isEqualTo(Readiness.SPOOLING);

    spool.open = false;
    assertThat(health.readiness()).isEqualTo(Readiness.NOT_ACCEPTING);
  }

  @Test
  void withoutASpoolAllDependsOnPostgresql() {
    health.watch(() -> databaseThere, Spooling.NONE, () -> stale);
    assertThat(health.readiness()).isEqualTo(Readiness.ACCEPTING);

    databaseThere = false;
    assertThat(health.readiness()).isEqualTo(Readiness.NOT_ACCEPTING);
  }

  @Test
  void aNodeThatStopsOrLacksAConditionDoesNotAccept() {
    boolean[] alive = {true};
    health.require(() -> alive[0]);
    assertThat(health.isAccepting()).isTrue();

    alive[0] = false;
    assertThat(health.isAccepting()).isFalse();

    alive[0] = true;
    health.refuse();
    assertThat(health.readiness()).isEqualTo(Readiness.NOT_ACCEPTING);
    assertThat(Readiness.NOT_ACCEPTING.text()).isEqualTo("not accepting");
  }
}
