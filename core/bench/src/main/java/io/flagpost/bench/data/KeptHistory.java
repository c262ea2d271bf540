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
  private static final String NAME = "history";

  /** Its records are of ten days, and have to lie in windows of thirty. */
  private static final int MOST_DAYS = 14;

  private final Postgres postgres;
  private final long records;
  private final Clock clock;

  /**
   * @param records how many
   */
  public KeptHistory(Postgres postgres, long records, Clock clock) {
    this.postgres = postgres;
    this.records = records;
    this.clock = clock;
  }

  /**
   * Finds it, or makes it, which takes some minutes.
   *
   * @param checked has whatever follows records see all of them; also called for a history that was
   *     kept, since a newer schema may bring something new to follow them
   * @return whether it was made anew
   */
  public boolean prepare(Consumer<Database> checked) {
    if (isUsable()) {
      checked.accept(postgres.migrate(NAME));
      return false;
    }
    postgres.drop(NAME);
    Database database = postgres.create(NAME);
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
                        NAME,
                        LocalDate.now(clock),
                        kind())));
    return true;
  }

  /** A copy of it. */
  public Database copy(String name) {
    return postgres.copy(NAME, name);
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
            NAME);
  }
}
