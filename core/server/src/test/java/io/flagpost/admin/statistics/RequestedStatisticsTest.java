package io.flagpost.admin.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.statistics.Overview.Part;
import io.flagpost.statistics.Overview.Wish;
import io.flagpost.statistics.StatisticsRange;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestedStatisticsTest {
  private static final Instant NOW = Instant.parse("2030-01-31T10:20:30Z");

  @Test
  void withoutParametersItIsTheLastSevenDaysByHour() {
    Wish wish = wish(Map.of());

    assertThat(wish.range())
        .isEqualTo(
            new StatisticsRange(
                Instant.parse("2030-01-24T11:00:00Z"),
                Instant.parse("2030-01-31T11:00:00Z"),
                true));
    assertThat(wish.byHour()).isTrue();
    assertThat(wish.parts()).containsExactlyInAnyOrder(Part.values());
  }

  @Test
  void aTimeIsWidenedToWholeHoursAndEndsNow() {
    Wish wish =
        wish(
            Map.of(
                "from", List.of("2030-01-01T01:59:59+01:00"),
                "to", List.of("2031-01-01T00:00:00Z"),
                "part", List.of("data_groups", "totals")));

    assertThat(wish.range().from()).isEqualTo("2030-01-01T00:00:00Z");
    assertThat(wish.range().to()).isEqualTo("2030-01-31T11:00:00Z");
    assertThat(wish.range().firstDay()).isEqualTo(LocalDate.of(2030, 1, 1));
    assertThat(wish.range().lastDay()).isEqualTo(LocalDate.of(2030, 1, 31));
    assertThat(wish.byHour()).as("too long for that").isFalse();
    assertThat(wish.parts()).containsExactlyInAnyOrder(Part.DATA_GROUPS, Part.TOTALS);
  }

  @Test
  void theTimeBeforeIsAsLongAndEndsWhereItBegins() {
    StatisticsRange before = wish(Map.of()).range().before();

    assertThat(before.from()).isEqualTo("2030-01-17T11:00:00Z");
    assertThat(before.to()).isEqualTo("2030-01-24T11:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from       | 2030-01-31T10:20:31Z |                      |      | in the future
          to         | 2030-01-02T00:00:00Z | 2030-01-01T00:00:00Z |      | must be after from
          to         | 2030-01-02T00:00:00Z | 2030-01-02T00:00:00Z |      | must be after from
          from       | 2029-01-30T00:00:00Z |                      |      | at most 366 days
          from       | 2030-02-31T00:00:00Z |                      |      | must be a time
          resolution | 2030-01-01T00:00:00Z |                      | hour | for 7 days at most
          """)
  void whatIsWrongIsNamed(String field, String from, String to, String resolution, String reason) {
    Map<String, List<String>> query = new HashMap<>(Map.of("from", List.of(from)));
    if (to != null) {
      query.put("to", List.of(to));
    }
    if (resolution != null) {
      query.put("resolution", List.of(resolution));
    }

    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> wish(Map.copyOf(query)));

    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().errors()).extracting(FieldError::field).containsExactly(field);
    assertThat(refused.problem().errors().get(0).reason()).contains(reason);
  }

  @Test
  void aDayThatIsNoneIsNamed() {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> RequestedStatistics.day("day", "2030-02-30"));

    assertThat(refused.problem().errors()).extracting(FieldError::field).containsExactly("day");
  }

  private static Wish wish(Map<String, List<String>> query) {
    HttpServerRequest http =
        (HttpServerRequest)
            Proxy.newProxyInstance(
                HttpServerRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> null);
    return RequestedStatistics.wish(
        new AdminRequest(null, "127.0.0.1", Map.of(), query, null, http), NOW);
  }
}
