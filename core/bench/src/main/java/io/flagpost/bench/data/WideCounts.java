package io.flagpost.bench.data;

/**
 * Turns the counts of ten days into those of ninety, of a vendor whose senders make use of all that
 * has rows of its own. Nothing stands behind these counts, and nothing asks for more. Blocking.
 */
public final class WideCounts {
  private static final String[] STATEMENTS = {
    // Seven more times the days before, up to 80 days earlier.
    before(
        "rollup_total_hour",
        "hour",
        "environment, product, records, flagged, incorrect, unknown_keys"),
    before(
        "rollup_hour",
        "hour",
        "environment, product, version_kind, version, group_kind, data_group, records, flagged,"
            + " incorrect, unknown_keys"),
    before(
        "rollup_flag_hour", "hour", "environment, product, flag, check_id, check_version, records"),
    before(
        "rollup_day",
        "day",
        "environment, product, kind, name, records, flagged, incorrect, unknown_keys, dimension"),
    before(
        "rollup_flag_day", "day", "environment, product, flag, check_id, check_version, records"),
    before(
        "rollup_value_day",
        "day",
        "environment, product, group_kind, data_group, count, sum, least, greatest, bins"),
    before("rollup_sketch_day", "day", "environment, product, kind, sketch"),
    before(
        "rollup_license_day",
        "day",
        "environment, product, key_kind, license_key, records, flagged, first_at, last_at"),
    before(
        "rollup_license_set",
        "day",
        "environment, product, key_kind, license_key, activations, users, addresses, versions,"
            + " activation_count, user_count, address_count"),
    // Thirty versions and data groups, twenty flags, eight groups of numbers.
    """
    INSERT INTO rollup_day
      SELECT d, day, environment, product, 2, 'name ' || n, n, 1, 0, 0
        FROM rollup_day, generate_series(1, 30) n, generate_series(1, 2) d WHERE dimension = 0""",
    """
    INSERT INTO rollup_hour
      SELECT hour, environment, product, 2, 'name ' || n, 2, 'name ' || n, n, 1, 0, 0
        FROM rollup_total_hour, generate_series(1, 30) n""",
    """
    INSERT INTO rollup_flag_day
      SELECT day, environment, product, 'flag_' || n, c, '', n
        FROM rollup_day, generate_series(1, 20) n, unnest(ARRAY['', 'check']) c
       WHERE dimension = 0""",
    """
    INSERT INTO rollup_value_day
      SELECT day, environment, product, 2, 'name ' || n, count, sum, least, greatest, bins
        FROM rollup_value_day, generate_series(1, 8) n""",
    // Each place has all the names that it has room for, and each hundredth license many users.
    """
    INSERT INTO rollup_name
      SELECT day, environment, product, d, 'name ' || n, 1, 1 + (10000 * random())::int
        FROM rollup_day, generate_series(1, 1000) n, generate_series(3, 4) d WHERE dimension = 0""",
    """
    INSERT INTO rollup_source_day
      SELECT day, environment, product, 2, name, weight, 1, 1 FROM rollup_name
       WHERE dimension = 4 AND name LIKE 'name %'""",
    """
    INSERT INTO rollup_license_day
      SELECT day, environment, product, 2, name, weight, 1, day, day FROM rollup_name
       WHERE dimension = 3 AND name LIKE 'name %'""",
    """
    UPDATE rollup_license_set SET activation_count = 2 + (50 * random())::int,
        user_count = 2 + (50 * random())::int, address_count = 2 + (50 * random())::int
     WHERE hashtext(license_key) % 20 = 0""",
    "VACUUM (ANALYZE) rollup_total_hour, rollup_hour, rollup_flag_hour, rollup_day, rollup_flag_day,"
        + " rollup_value_day, rollup_sketch_day, rollup_license_day, rollup_license_set, rollup_name,"
        + " rollup_source_day",
    "CHECKPOINT"
  };

  private WideCounts() {}

  private static String before(String table, String time, String columns) {
    String span = time.equals("day") ? "10 * n" : "n * interval '10 days'";
    return "INSERT INTO "
        + table
        + " ("
        + time
        + ", "
        + columns
        + ") SELECT "
        + time
        + " - "
        + span
        + ", "
        + columns
        + " FROM "
        + table
        + ", generate_series(1, 8) n";
  }

  /** Fills the tables. */
  public static void fill(Database database) {
    database.run(connection -> Database.execute(connection, STATEMENTS));
  }
}
