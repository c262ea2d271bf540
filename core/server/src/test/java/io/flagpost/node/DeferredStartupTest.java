package io.flagpost.node;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.testing.ExpectedAlarms;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ExpectedAlarms(of = DeferredStartup.class) // it says what fails once PostgreSQL is there
class DeferredStartupTest {
  private final DeferredStartup startup = new DeferredStartup(true);
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile @Nullable Exception failure = new ConnectException("nobody there");

  @AfterEach
  void close() throws InterruptedException {
    startup.close(Duration.ofSeconds(60));
  }

  @Test
  void withPostgresqlThereEveryStepIsTakenWhereItIsAdded() {
    startup.add("one", () -> taken.add("one"));
    assertThat(taken).containsExactly("one");
    assertThat(startup.isDone()).isFalse();

    startup.begin();
    assertThat(startup.isDone()).isTrue();
  }

  @Test
  void whatFailsWhilePostgresqlIsThereEndsTheStart() {
    IllegalStateException wrong = new IllegalStateException("wrong password");

    assertThatThrownBy(
            () ->
                startup.add(
                    "one",
                    () -> {
                      throw wrong;
                    }))
        .isSameAs(wrong);
  }

  @Test
  void aNodeThatCannotDoWithoutDoesNotWait() {
    DeferredStartup strict = new DeferredStartup(false);

    assertThatThrownBy(() -> strict.add("one", this::failOrNote))
        .isInstanceOf(StartException.class)
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void whatIsPutOffIsTakenInOrderWhateverFailsInBetween() throws Exception {
    startup.add("first", () -> taken.add("first"));
    startup.add("away", this::failOrNote);
    startup.add("last", () -> taken.add("last"));
    startup.begin();
    assertThat(taken).containsExactly("first");
    assertThat(startup.isDone()).isFalse();

    until("it was tried again", () -> attempts.get() >= 2);
    failure = new IllegalStateException("there, and not as it should be");
    int before = attempts.get();
    until("it was tried again", () -> attempts.get() >= before + 2);
    failure = null;
    until("it has joined", startup::isDone);

    assertThat(taken).containsExactly("first", "away", "last");
  }

  @Test
  void closingBreaksOffTheStepThatIsBeingTaken() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    startup.add("away", this::failOrNote);
    startup.add(
        "endless",
        () -> {
          begun.countDown();
          never.await();
        });
    startup.begin();
    failure = null;
    begun.await();

    startup.close(Duration.ofSeconds(60));

    assertThat(startup.isDone()).isFalse();
  }

  private void failOrNote() throws Exception {
    attempts.incrementAndGet();
    Exception reason = failure;
    if (reason != null) {
      throw reason;
    }
    taken.add("away");
  }
}
