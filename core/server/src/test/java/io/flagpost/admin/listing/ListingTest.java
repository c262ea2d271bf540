package io.flagpost.admin.listing;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.platform.database.Sql;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest {
  private static final int LICENSES = 2_500;
  private static final String END = "coalesce(expires_at, 'infinity')";

  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final Vertx VERTX = Vertx.vertx();
  private static final Pool POOL =
      PgBuilder.pool().connectingTo(DATABASE.connectOptions()).using(VERTX).build();
  private static final Listing LIST =
      new Listing(
              Sql.of(
                  "SELECT id, license_key, product_id, status, created_at, expires_at, note FROM license"),
              "id",
              "bigint",
              Reach.of(null, "product_id"),
              row -> JsonNodeFactory.instance.numberNode(row.getLong("id")))
          .filteredBy("product_id", "product_id = $1::bigint")
          .filteredBy("status", "status = $1")
          .filteredBy("either", "license_key = $1 OR status = $1")
          .filteredBy("expires_before", END + " < $1::timestamptz")
          .sortedBy("id", "id", "bigint")
          .sortedBy("created_at", "created_at", "timestamptz")
          .sortedBy("expires_at", END, "timestamptz")
          .sortedBy("license_key", "license_key", "text")
          .sortedBy("note", "coalesce(note COLLATE \"C\", '')", "text");

  /** Few moments, so that ties go over the pages' edges; a third never ends. */
  @BeforeAll
  static void fill() throws SQLException {
    DATABASE.execute(
        String.format(
            Locale.ROOT,
            """
        INSERT INTO product (id, name) VALUES (1, 'One'), (2, 'Two');
        INSERT INTO license (license_key, product_id, status, created_at, expires_at, note)
        SELECT md5(n::text), 1 + n %% 2, CASE n %% 10 WHEN 0 THEN 'blocked' ELSE 'active' END,
               '2026-01-01T00:00:00.000001Z'::timestamptz + (n %% 7) * interval '1 microsecond',
               CASE WHEN n %% 3 > 0 THEN '2030-06-01Z'::timestamptz + (n %% 5) * interval '1 day' END,
               CASE WHEN n %% 2 > 0 THEN 'Ünnötig "' || n %% 4 || ''',\\' END
          FROM generate_series(1, %d) AS n""",
            LICENSES));
  }

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  @ParameterizedTest
  @CsvSource({
    "id, 'id'",
    "created_at, 'created_at, id'",
    "expires_at, 'expires_at NULLS LAST, id'",
    "license_key, 'license_key, id'",
    "note, 'coalesce(note COLLATE \"C\", ''''), id'",
  })
  void everyOrderGoesThroughAllInBothDirections(String sort, String order) throws SQLException {
    List<Long> expected = ids("SELECT id FROM license ORDER BY " + order);

    for (int limit : new int[] {1_000, 499, 250}) {
      assertThat(walk(Map.of("sort", sort), limit)).isEqualTo(expected);
    }
    List<Long> reversed = new ArrayList<>(expected);
    Collections.reverse(reversed);
    assertThat(walk(Map.of("sort", "-" + sort), 333)).isEqualTo(reversed);
  }

  @Test
  void theFirstOrderIsTheDefaultAndAPageHasAHundred() throws SQLException {
    ObjectNode page = await(LIST.page(POOL, request(Map.of())));

    assertThat(numbers(page)).isEqualTo(ids("SELECT id FROM license ORDER BY id LIMIT 100"));
  }

  @Test
  void aListThatEndsWithItsPageHasNoNextOne() {
    ObjectNode page =
        await(
            LIST.page(
                POOL, request(Map.of("product_id", "2", "status", "blocked", "limit", "1000"))));

    assertThat(page.path("items")).hasSize(0);
    assertThat(page.path("next_cursor").isNull()).isTrue();
    page = await(LIST.page(POOL, request(Map.of("status", "blocked", "limit", "250"))));
    assertThat(page.path("items")).hasSize(250);
    assertThat(page.path("next_cursor").isNull()).isTrue();
  }

  @Test
  void filtersHoldTogetherAndOnEveryPage() throws SQLException {
    List<Long> expected =
        ids(
            "SELECT id FROM license WHERE product_id = 2 AND expires_at < '2030-06-03Z' ORDER BY id");

    assertThat(walk(Map.of("product_id", "2", "expires_before", "2030-06-03T00:00:00Z"), 100))
        .isEqualTo(expected)
        .isNotEmpty();
    assertThat(walk(Map.of("product_id", "2", "either", "blocked"), 100)).isEmpty();
  }

  @Test
  void aPartOfTheListIsNotTheQuerysToSay() {
    ObjectNode page =
        await(
            LIST.page(
                POOL,
                request(Map.of("status", "active", "limit", "1000")),
                Map.of("status", "blocked")));

    assertThat(page.path("items")).hasSize(250);
  }

  @Test
  void rowsThatComeAndGoShiftNothing() throws SQLException {
    ObjectNode first = await(LIST.page(POOL, request(Map.of("limit", "10"))));
    List<Long> seen = numbers(first);
    DATABASE.execute(
        "INSERT INTO license (id, license_key, product_id) OVERRIDING SYSTEM VALUE VALUES (-1, 'new', 1)");
    try {
      ObjectNode second =
          await(
              LIST.page(
                  POOL,
                  request(Map.of("limit", "1", "cursor", first.path("next_cursor").asText()))));

      assertThat(numbers(second)).containsExactly(seen.get(9) + 1);
    } finally {
      DATABASE.execute("DELETE FROM license WHERE id = -1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "product_id, one",
    "product_id, 99999999999999999999",
    "expires_before, tomorrow-ish",
    "expires_before, 2030-02-30T00:00:00Z",
    "status, 'nothing\0'",
  })
  void aValueThatIsNoneOfItsFiltersTypeIsRefusedByName(String filter, String value) {
    Map<String, String> query = new HashMap<>(Map.of("status", "active", "product_id", "1"));
    query.put(filter, value);

    assertRefused(query, filter);
  }

  @Test
  void anUnknownOrderIsRefused() {
    assertRefused(Map.of("sort", "secret"), "sort");
    assertRefused(Map.of("sort", "--id"), "sort");
    assertRefused(Map.of("sort", ""), "sort");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "%%%",
        "[]",
        "null",
        "[\"created_at\",\"2026-01-01Z\"]",
        "[\"created_at\",\"2026-01-01Z\",1]",
        "[\"created_at\",null,\"1\"]",
        "[\"id\",\"1\",\"1\"]",
        "[\"created_at\",\"yesterday or so\",\"1\"]",
        "[\"created_at\",\"2026-01-01Z\",\"one\"]",
        "[\"created_at\",\"2026-01-01Z\",\"1) OR (1=1\"]",
        "[\"created_at\",\"2026-01-01Z\",\"\\u0000\"]",
      })
  void aCursorThatIsNoneOfThisOrderIsRefused(String content) {
    String cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(content.getBytes(StandardCharsets.UTF_8));

    assertRefused(Map.of("sort", "created_at", "cursor", cursor), "cursor");
    assertRefused(Map.of("sort", "created_at", "cursor", content), "cursor");
  }

  @Test
  void aCursorOfTheOtherDirectionIsRefused() {
    ObjectNode page = await(LIST.page(POOL, request(Map.of("sort", "-id", "limit", "1"))));

    assertRefused(Map.of("sort", "id", "cursor", page.path("next_cursor").asText()), "cursor");
  }

  @Test
  void aLimitedCallerSeesWhatIsWithinTheLimitWhateverItAsksFor() throws SQLException {
    Scope second = new Scope(Set.of(2L), null);

    assertThat(numbers(await(LIST.page(POOL, request(Map.of("limit", "3"), second)))))
        .isEqualTo(ids("SELECT id FROM license WHERE product_id = 2 ORDER BY id LIMIT 3"));
    for (Map<String, String> query :
        List.of(Map.of("product_id", "1"), Map.of("either", "blocked", "product_id", "1"))) {
      assertThat(numbers(await(LIST.page(POOL, request(query, second))))).isEmpty();
    }
    Scope nothing = new Scope(Set.of(), null);
    assertThat(numbers(await(LIST.page(POOL, request(Map.of(), nothing))))).isEmpty();
  }

  private static void assertRefused(Map<String, String> query, String field) {
    Throwable failure = failure(LIST.page(POOL, request(query)));
    assertThat(failure).isInstanceOf(ProblemException.class);
    Problem problem = ((ProblemException) failure).problem();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.errors()).extracting(FieldError::field).containsExactly(field);
  }

  private static List<Long> walk(Map<String, String> query, int limit) {
    List<Long> all = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Map<String, String> next = new HashMap<>(query);
      next.put("limit", Integer.toString(limit));
      if (cursor != null) {
        next.put("cursor", cursor);
      }
      ObjectNode page = await(LIST.page(POOL, request(next)));
      assertThat(page.path("items").size()).isLessThanOrEqualTo(limit);
      all.addAll(numbers(page));
      JsonNode end = page.path("next_cursor");
      cursor = end.isNull() ? null : end.asText();
    } while (cursor != null);
    return all;
  }

  private static List<Long> numbers(ObjectNode page) {
    List<Long> numbers = new ArrayList<>();
    page.path("items").forEach(item -> numbers.add(item.asLong()));
    return numbers;
  }

  private static AdminRequest request(Map<String, String> query) {
    return request(query, Scope.UNLIMITED);
  }

  private static AdminRequest request(Map<String, String> query, Scope scope) {
    Map<String, List<String>> lists = new HashMap<>();
    query.forEach((name, value) -> lists.put(name, List.of(value)));
    HttpServerRequest none =
        (HttpServerRequest)
            Proxy.newProxyInstance(
                ListingTest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> {
                  throw new UnsupportedOperationException(method.getName());
                });
    return new AdminRequest(
        new Actor(Actor.Kind.ACCOUNT, "ann", 1L, "s", Role.ADMIN, scope),
        "",
        Map.of(),
        lists,
        null,
        none);
  }

  private static List<Long> ids(String sql) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (Connection connection = DATABASE.connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        ids.add(found.getLong(1));
      }
    }
    return ids;
  }
}
