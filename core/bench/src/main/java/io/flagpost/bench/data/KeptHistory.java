package io.flagpost.bench.data;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A database with earlier records, and with what the gateway's checks keep of them: made once, and
 * kept from run to run in a PostgreSQL that is, too. Measurements get copies. Blocking.
 */
public final class KeptHistory {
  /** Its databases had this name alone before there were several. */
  private static final long USUAL_RECORDS = 10_000_000;

  /** Its records are of ten days, and have to lie in windows of thirty. */
  private static final int MOST_DAYS = 14;

  private final Postgres postgres;
  private final String name;
  private final long records;
  private final Clock clock;

  /**
   * @param records how many
   */
  public KeptHistory(Postgres postgres, long records, Clock clock) {
    this.postgres = postgres;
    this.name = records == USUAL_RECORDS ? "history" : "history_" + records;
    this.records = records;
    this.clock = clock;
  }

  /**
   * Finds it, or makes it, which takes some minutes. One of an earlier version is brought up to
   * this one.
   *
   * @param checked has the gateway see the records, as far as it has not
   * @return whether it was made anew
   */
  public boolean prepare(Consumer<Database> checked) {
    if (isUsable()) {
      Database database = postgres.migrate(name);
      if (!LagWatch.areStatesWritten(database)) {
        checked.accept(database);
      }
      return false;
    }
    postgres.drop(name);
    Database database = postgres.create(name);
    SeedData.fill(database, records);
    checked.accept(database);
    postgres
        .admin()
        .run(
            connection ->
                Database.execute(
                    connection,
                    String.format(
                        Locale.ROOT,
                        "COMMENT ON DATABASE %s IS '%s %s'",
                        name,
                        LocalDate.now(clock),
                        kind())));
    return true;
  }

  /** A copy of it. */
  public Database copy(String copy) {
    return postgres.copy(name, copy);
  }

  /** The comment comes last, so that nothing unfinished is taken for it. */
  private boolean isUsable() {
    String[] comment = comment().split(" ", 2);
    return comment.length == 2
        && comment[1].equals(kind())
        && LocalDate.parse(comment[0]).plusDays(MOST_DAYS).isAfter(LocalDate.now(clock));
  }

  private String kind() {
    return records + " records";
  }

  private String comment() {
    return postgres
        .admin()
        .value(
            String.class,
            "SELECT coalesce((SELECT shobj_description(oid, 'pg_database') FROM pg_database"
                + " WHERE datname = ?), '')",
            name);
  }
}
