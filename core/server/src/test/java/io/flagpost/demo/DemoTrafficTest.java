package io.flagpost.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.net.NetworkSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class DemoTrafficTest {
  private static final Instant END = Instant.parse("2026-06-01T13:45:10.123Z");
  private static final DemoDataPlan PLAN = new DemoDataPlan(20_000, 90, 17, END);
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<Message> SENT = send(PLAN);

  private static List<Message> send(DemoDataPlan plan) {
    DemoTraffic traffic = new DemoTraffic(plan, Cast.of(plan));
    List<Message> sent = new ArrayList<>();
    while (traffic.hasNext()) {
      sent.add(traffic.next());
    }
    return sent;
  }

  @Test
  void thereAreExactlyAsManyAsPlannedWithinTheTimeAndInItsOrder() {
    assertThat(SENT).hasSize(20_000);
    assertThat(SENT).extracting(Message::receivedAt).isSorted();
    assertThat(SENT.get(0).receivedAt()).isAfterOrEqualTo(PLAN.begin());
    assertThat(SENT.get(SENT.size() - 1).receivedAt()).isBefore(END);
    assertThat(send(new DemoDataPlan(1_001, 7, 3, END))).hasSize(1_001);
  }

  @Test
  void theSamePlanGivesTheSameRequests() {
    List<Message> again = send(new DemoDataPlan(20_000, 90, 17, END));

    assertThat(again).hasSameSizeAs(SENT);
    for (int i = 0; i < again.size(); i++) {
      Message one = SENT.get(i);
      Message other = again.get(i);
      assertThat(other.receivedAt()).isEqualTo(one.receivedAt());
      assertThat(other.address()).isEqualTo(one.address());
      assertThat(other.apiKey()).isEqualTo(one.apiKey());
      assertThat(other.story()).isEqualTo(one.story());
      assertThat(Arrays.equals(other.body(), one.body())).as("request %s", i).isTrue();
    }
    assertThat(Cast.of(PLAN).registrar().labels()).isEqualTo(Cast.of(PLAN).registrar().labels());
    assertThat(Cast.of(PLAN).registrar().licenses())
        .isEqualTo(Cast.of(PLAN).registrar().licenses());
  }

  @Test
  void anotherSeedGivesOtherOnes() {
    Set<String> licenses = new HashSet<>(licenses(PLAN));

    assertThat(licenses(new DemoDataPlan(20_000, 90, 18, END)))
        .doesNotContainAnyElementsOf(licenses);
  }

  private static List<String> licenses(DemoDataPlan plan) {
    return Cast.of(plan).registrar().licenses().stream().map(IssuedLicense::key).toList();
  }

  @Test
  void everyStoryIsThereWithItsLabels() {
    Map<Story, Integer> found = new HashMap<>();
    SENT.stream()
        .map(Message::story)
        .filter(Objects::nonNull)
        .forEach(story -> found.merge(story, 1, Integer::sum));

    assertThat(found.keySet()).containsExactlyInAnyOrder(Story.values());
    assertThat(found.get(Story.LEAKED_LICENSE)).isBetween(1_390, 1_420);
    assertThat(found.get(Story.SILENT_LICENSES)).isBetween(550, 561);
    assertThat(Cast.of(PLAN).registrar().labels())
        .extracting(StoryLabel::story)
        .contains(Story.values());
  }

  @Test
  void oneMachineNumbersAndDatesItsRecordsInOneStep() {
    Map<String, JsonNode> last = new HashMap<>();
    Set<JsonNode> sent = new HashSet<>();
    int compared = 0;
    for (Message message : SENT) {
      if (message.story() == Story.CLONED_ACTIVATION) {
        continue; // they do not: that is their story
      }
      JsonNode body = body(message);
      if (!sent.add(body)) {
        continue; // somebody sent it twice
      }
      JsonNode before = last.put(body.path("activation_identifier").asText(), body);
      if (before == null) {
        continue;
      }
      compared++;
      assertThat(sequence(body)).isGreaterThan(sequence(before));
      assertThat(occurred(body)).isAfter(occurred(before));
    }
    assertThat(compared).isGreaterThan(15_000);
  }

  @Test
  void copiesOfAMachineCountOnSideBySide() {
    List<Long> numbers =
        SENT.stream()
            .filter(message -> message.story() == Story.CLONED_ACTIVATION)
            .map(message -> sequence(body(message)))
            .toList();

    assertThat(new HashSet<>(numbers)).hasSizeLessThan(numbers.size() / 2);
  }

  @Test
  void officesWorkOnWeekdaysAndByDay() {
    Predicate<Message> ordinary = message -> message.story() == null;
    assertThat(share(ordinary, Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY))).isLessThan(0.15);
    long night =
        SENT.stream()
            .filter(message -> message.story() == Story.SILENT_LICENSES)
            .filter(message -> message.receivedAt().atZone(ZoneOffset.UTC).getHour() < 4)
            .count();
    assertThat(night).isLessThan(60);
  }

  private static double share(Predicate<Message> of, Set<DayOfWeek> days) {
    List<Message> all = SENT.stream().filter(of).toList();
    return (double)
            all.stream()
                .filter(
                    message ->
                        days.contains(message.receivedAt().atZone(ZoneOffset.UTC).getDayOfWeek()))
                .count()
        / all.size();
  }

  @Test
  void aNewVersionIsTakenUpByMoreAndMore() {
    // Fernline Drafting 4.2.1 came out at two thirds of the time.
    assertThat(share("4.2.1", 0.5, 0.65)).isZero();
    double soon = share("4.2.1", 0.67, 0.75);
    double later = share("4.2.1", 0.9, 1);
    assertThat(soon).isBetween(0.05, 0.7);
    assertThat(later).isGreaterThan(soon).isGreaterThan(0.6);
  }

  private static double share(String version, double from, double to) {
    Timeline time = new Timeline(PLAN);
    int all = 0;
    int ofVersion = 0;
    for (Message message : SENT) {
      if (message.story() == null
          && !message.receivedAt().isBefore(time.at(from))
          && message.receivedAt().isBefore(time.at(to))) {
        JsonNode body = body(message);
        if (body.path("product_id").asLong() == 101) {
          all++;
          ofVersion += body.path("product_version").asText().equals(version) ? 1 : 0;
        }
      }
    }
    return (double) ofVersion / all;
  }

  @Test
  void theCrackedVersionSpreadsAndTheSilentLicensesFallSilent() {
    assertThat(count(Story.CRACKED_VERSION, 0, 0.5)).isZero();
    int before = count(Story.CRACKED_VERSION, 0.7, 0.85);
    assertThat(count(Story.CRACKED_VERSION, 0.85, 1)).isGreaterThan(3 * before);
    assertThat(count(Story.SILENT_LICENSES, 0, 0.3)).isPositive();
    assertThat(count(Story.SILENT_LICENSES, 0.86, 1)).isZero();
    assertThat(count(Story.KEY_GENERATOR, 0.7, 0.79))
        .isGreaterThan(3 * count(Story.KEY_GENERATOR, 0.79, 1));
  }

  private static int count(Story story, double from, double to) {
    Timeline time = new Timeline(PLAN);
    return (int)
        SENT.stream()
            .filter(message -> message.story() == story)
            .filter(message -> !message.receivedAt().isBefore(time.at(from)))
            .filter(message -> message.receivedAt().isBefore(time.at(to)))
            .count();
  }

  @Test
  void addressesBelongToNobody() {
    NetworkSet harmless =
        IpNetworks.of(
            List.of(
                "10.0.0.0/8",
                "100.64.0.0/10",
                "198.18.0.0/15",
                "198.51.100.0/24",
                "2001:db8::/32"));

    assertThat(SENT)
        .extracting(Message::address)
        .allSatisfy(address -> assertThat(harmless.contains(address)).as(address).isTrue());
  }

  @Test
  void aPlanOutOfBoundsIsRefused() {
    assertThatThrownBy(() -> new DemoDataPlan(999, 90, 1, END))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("records");
    assertThatThrownBy(() -> new DemoDataPlan(1_000, 6, 1, END))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("days");
    assertThat(PLAN.begin()).isEqualTo(END.minus(Duration.ofDays(90)));
  }

  private static JsonNode body(Message message) {
    try {
      return JSON.readTree(message.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long sequence(JsonNode body) {
    return body.path("metadata").path("sequence").asLong();
  }

  private static Instant occurred(JsonNode body) {
    return Instant.parse(body.path("occurred_at").asText());
  }
}
