package io.flagpost.admin.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Scope;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.query.SearchOrder;
import io.flagpost.telemetry.record.TelemetryField;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of a filter the description alone cannot refuse, and how values are taken. */
class RecordFiltersTest {
  @Test
  void valuesOfFieldsAreTakenAsThoseOfRecords() {
    RecordFilter filter = filter(Map.of("license_key", List.of("\u00a0 a\0b " + "x".repeat(300))));

    assertThat(filter.fields())
        .containsExactly(Map.entry(TelemetryField.LICENSE_KEY, "a\uFFFDb " + "x".repeat(251)));
  }

  @Test
  void whiteSpaceOfAPartCounts() {
    assertThat(filter(Map.of("text", List.of(" a\0"))).content().text()).isEqualTo(" a\uFFFD");
  }

  @Test
  void severalValuesOfAFilterAreAlternatives() {
    RecordFilter filter =
        filter(Map.of("red_flag", List.of("b", "a", "b"), "pending_check", List.of("c")));

    assertThat(filter.flags().codes()).containsExactly("a", "b");
    assertThat(filter.pending().checks()).isEqualTo(Set.of("c"));
  }

  @Test
  void anAddressIsANetworkOfOne() {
    assertThat(filter(Map.of("address", List.of("::ffff:192.0.2.7"))).origin().network())
        .isEqualTo("192.0.2.7/32");
    assertThat(filter(Map.of("address", List.of("2001:DB8:0::1/33"))).origin().network())
        .isEqualTo("2001:db8::/33");
  }

  @Test
  void aBoundOfTimeIsTheWholeMicrosecondAtOrAfterIt() {
    assertThat(filter(Map.of("to", List.of("2030-01-01T00:00:00.0000001Z"))).times().receivedTo())
        .isEqualTo(Instant.parse("2030-01-01T00:00:00.000001Z"));
  }

  @Test
  void eachWrongValueIsNamed() {
    assertThat(
            errors(
                Map.of(
                    "license_key", List.of("  "),
                    "red_flag", List.of("odd", "\u2003"),
                    "address", List.of("192.0.2.0/33"),
                    "check_version", List.of("1"),
                    "occurred_to", List.of("yesterday"))))
        .containsExactlyInAnyOrder(
            "license_key", "red_flag", "address", "check_version", "occurred_to");
  }

  @Test
  void equalFiltersHaveTheSameFingerprintAndOthersAnother() {
    RecordFilter one = filter(Map.of("red_flag", List.of("a", "b")));

    assertThat(one.fingerprint())
        .isEqualTo(filter(Map.of("red_flag", List.of("b", "a"))).fingerprint())
        .isNotEqualTo(filter(Map.of("red_flag", List.of("a"))).fingerprint())
        .isNotEqualTo(filter(Map.of("license_key", List.of("a", "b"))).fingerprint());
    assertThat(one.toString()).doesNotContain("a, b");
  }

  @Test
  void aCursorIsOfOneSearch() {
    RecordFilter filter = filter(Map.of("license_key", List.of("a")));
    String cursor = SearchCursor.text(SearchOrder.NEWEST_FIRST, filter, 42);

    assertThat(SearchCursor.parse(cursor, SearchOrder.NEWEST_FIRST, filter)).isEqualTo(42);
    for (Runnable other :
        List.<Runnable>of(
            () -> SearchCursor.parse(cursor, SearchOrder.OLDEST_FIRST, filter),
            () -> SearchCursor.parse(cursor, SearchOrder.NEWEST_FIRST, RecordFilter.ALL),
            () -> SearchCursor.parse(cursor + "A", SearchOrder.NEWEST_FIRST, filter),
            () -> SearchCursor.parse("?", SearchOrder.NEWEST_FIRST, filter))) {
      assertThat(named(other)).containsExactly("cursor");
    }
  }

  private static RecordFilter filter(Map<String, List<String>> query) {
    return RecordFilters.of(AskedTelemetry.request(Scope.UNLIMITED, Map.of(), query));
  }

  private static List<String> errors(Map<String, List<String>> query) {
    return named(() -> filter(query));
  }

  private static List<String> named(Runnable refused) {
    ProblemException failure = catchThrowableOfType(ProblemException.class, refused::run);
    assertThat(failure.problem().status()).isEqualTo(400);
    return failure.problem().errors().stream().map(FieldError::field).toList();
  }
}
