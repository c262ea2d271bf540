package io.flagpost.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShutdownStepsTest {
  private final ShutdownSteps steps = new ShutdownSteps(Duration.ofSeconds(4));
  private final List<String> stopped = new ArrayList<>();

  @Test
  void whatWasStartedIsStoppedOnceInReverse() {
    steps.add("database", limit -> stopped.add("database"));
    steps.add("listener", limit -> stopped.add("listener"));

    steps.runAfter(Duration.ZERO);
    steps.runAfter(Duration.ZERO);

    assertThat(stopped).containsExactly("listener", "database");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aStepThatFailsDoesNotKeepTheOthersFromStopping(Throwable failure) {
    steps.add("database", limit -> stopped.add("database"));
    steps.add(
        "listener",
        limit -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        });

    steps.runAfter(Duration.ZERO);

    assertThat(stopped).containsExactly("database");
  }

  private static Stream<Throwable> failures() {
    return Stream.of(new IllegalStateException("on purpose"), new NoSuchMethodError("on purpose"));
  }

  @Test
  void whatIsStartedAfterTheStopHasBegunIsStoppedAtOnce() {
    steps.runAfter(Duration.ZERO);

    steps.add("database", limit -> stopped.add("database"));

    assertThat(stopped).containsExactly("database");
  }

  @Test
  void theDelayComesBeforeTheFirstStepAndOnce() {
    Duration delay = Duration.ofMillis(50);
    List<Duration> waited = new ArrayList<>();
    long begun = System.nanoTime();
    steps.add(
        "listener",
        limit -> {
          waited.add(Duration.ofNanos(System.nanoTime() - begun));
          stopped.add("listener");
        });

    steps.runAfter(delay);
    steps.runAfter(Duration.ofDays(1));

    assertThat(waited).hasSize(1);
    assertThat(waited.get(0)).isGreaterThanOrEqualTo(delay);
    assertThat(stopped).hasSize(1);
  }

  @Test
  void noStepGetsMoreTimeThanIsLeft() {
    List<Duration> limits = new ArrayList<>();
    steps.add("database", limits::add);
    steps.add("listener", limits::add);

    steps.runAfter(Duration.ZERO);

    assertThat(limits).hasSize(2).allMatch(limit -> limit.compareTo(Duration.ofSeconds(4)) <= 0);
    assertThat(limits.get(1)).isLessThanOrEqualTo(limits.get(0));
  }
}
