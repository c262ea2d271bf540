package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.ADDRESS;
import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.api.Problem;
import io.flagpost.testing.Patience;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long whoever guesses has to wait, and who else. */
final class LoginThrottleTest extends LoginFixture {
  @Test
  void afterFiveFailuresAnAccountHasToWaitAndThenTwiceAsLong() {
    fail(ROOT, LoginAttempts.ACCOUNT_LIMIT, 401);

    Problem problem = attempt(ROOT, PASSWORD, ADDRESS);
    assertThat(problem.status()).isEqualTo(429);
    assertThat(problem.headers()).containsEntry("Retry-After", "5");

    rig.clock.advance(Duration.ofSeconds(5));
    fail(ROOT, 1, 401);
    assertThat(attempt(ROOT, PASSWORD, ADDRESS).headers()).containsEntry("Retry-After", "10");
    rig.clock.advance(Duration.ofSeconds(9));
    fail(ROOT, 1, 429);
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(rig.login(ROOT, PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void theWaitIsTheSameForAnAccountThatDoesNotExist() {
    fail("nobody", LoginAttempts.ACCOUNT_LIMIT, 401);

    assertThat(attempt("nobody", PASSWORD, ADDRESS).headers()).containsEntry("Retry-After", "5");
  }

  @Test
  void theWaitIsAQuarterOfAnHourAtMostAndIsForgottenAfterAnother() {
    AttemptCount count = new AttemptCount(0, rig.clock.instant(), null);
    Instant now = rig.clock.instant();
    for (int i = 0; i < 100; i++) {
      now = now.plus(count.waitAt(now));
      count = count.withAttempt(now, 5);
    }

    assertThat(count.waitAt(now)).isEqualTo(Duration.ofMinutes(15));
    Instant over = Objects.requireNonNull(count.waitUntil());
    assertThat(count.withAttempt(over.plus(AttemptCount.WINDOW), 5).failures()).isEqualTo(101);
    assertThat(count.withAttempt(over.plus(AttemptCount.WINDOW).plusSeconds(1), 5).failures())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manyAreLockedInTheOrderInWhichAnAttemptLocksThem(boolean swept) throws Exception {
    LoginAttempts attempts = new LoginAttempts(rig.pool, rig.clock);
    Buffer account = LoginAttempt.accountHash(new AccountName(ROOT));
    Buffer first = Buffer.buffer(new byte[32]);
    Buffer last = Buffer.buffer(new byte[32]).setByte(0, (byte) 0xff);
    for (Buffer subject : List.of(last, first)) { // so that it is found the other way around
      await(
          rig.pool
              .preparedQuery(
                  "INSERT INTO login_attempt (subject, failures, last_at, account)"
                      + " VALUES ($1, 1, '2020-01-01Z', $2)")
              .execute(Tuple.of(subject, account)));
    }
    String lock = "SELECT FROM login_attempt WHERE subject = $1 FOR UPDATE NOWAIT";
    SqlConnection other = await(rig.pool.getConnection());
    Transaction transaction = await(other.begin());
    await(other.preparedQuery(lock).execute(Tuple.of(first)));

    Future<Void> many = swept ? attempts.sweep() : attempts.clear(rig.pool, new AccountName(ROOT));
    Patience.until("it waits for the first", this::somebodyWaitsForALock);

    await(other.preparedQuery(lock).execute(Tuple.of(last)));
    await(transaction.commit());
    await(many);
    await(other.close());
    assertThat(await(rig.pool.query("SELECT FROM login_attempt").execute()).size()).isZero();
  }

  private boolean somebodyWaitsForALock() {
    return await(
                rig.pool
                    .query(
                        "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                            + " AND wait_event_type = 'Lock'")
                    .execute())
            .size()
        == 1;
  }

  @Test
  void aSuccessClearsTheAccount() {
    fail(ROOT, LoginAttempts.ACCOUNT_LIMIT - 1, 401);
    assertThat(rig.login(ROOT, PASSWORD).status()).isEqualTo(200);

    fail(ROOT, LoginAttempts.ACCOUNT_LIMIT - 1, 401);
    assertThat(rig.login(ROOT, PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void signingInOftenFromOneAddressIsNoFailure() {
    for (int i = 0; i < 2 * LoginAttempts.ADDRESS_LIMIT; i++) {
      assertThat(rig.login(ROOT, PASSWORD).status()).isEqualTo(200);
    }
  }

  @Test
  void anAddressThatTriesManyAccountsHasToWaitTooAndOthersDoNot() {
    for (int i = 0; i < LoginAttempts.ADDRESS_LIMIT; i++) {
      fail("account" + i, 1, 401);
    }

    assertThat(attempt(ROOT, PASSWORD, ADDRESS).status()).isEqualTo(429);
    assertThat(attempt("ann", PASSWORD, "198.51.100.1").status()).isEqualTo(401);
    assertThat(
            rig.open("login", "198.51.100.1", Map.of("name", ROOT, "password", PASSWORD)).status())
        .isEqualTo(200);
  }

  @Test
  void aWholeIpv6NetworkCountsAsOneAddress() {
    for (int i = 0; i < LoginAttempts.ADDRESS_LIMIT; i++) {
      assertThat(attempt("account" + i, PASSWORD, "2001:db8:1:2::" + i).status()).isEqualTo(401);
    }

    assertThat(attempt("more", PASSWORD, "2001:db8:1:2:ffff::").status()).isEqualTo(429);
    assertThat(attempt("more", PASSWORD, "2001:db8:1:3::1").status()).isEqualTo(401);
    assertThat(attempt("more", PASSWORD, "::ffff:192.0.2.1").status()).isEqualTo(401);
  }

  @Test
  void noNumberOfParallelGuessesSlipsThrough() {
    List<Future<SignInRig.Reply>> guesses = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      guesses.add(
          rig.call(
              null,
              "login",
              "192.0.2." + i,
              Map.of(),
              Map.of(),
              Map.of("name", ROOT, "password", "guess " + i),
              null));
    }
    await(Future.join(guesses).otherwiseEmpty());

    List<Integer> statuses =
        guesses.stream().map(guess -> SignInRig.problem(guess).status()).toList();
    assertThat(statuses).filteredOn(status -> status != 429).hasSize(LoginAttempts.ACCOUNT_LIMIT);
  }

  @Test
  void anotherNodeAndARestartKnowOfTheFailures() {
    fail(ROOT, LoginAttempts.ACCOUNT_LIMIT, 401);

    LoginAttempts ofAnotherNode = new LoginAttempts(rig.newPool(), rig.clock);

    assertThat(
            SignInRig.problem(
                    ofAnotherNode.begin(LoginAttempt.ofStranger(AccountName.of(ROOT), ADDRESS)))
                .status())
        .isEqualTo(429);
  }

  @Test
  void aNewPasswordFromAnAdministratorEndsTheWait() {
    fail(ROOT, LoginAttempts.ACCOUNT_LIMIT, 401);

    await(rig.first.resetPassword(ROOT, "a new password"));

    assertThat(rig.login(ROOT, "a new password").status()).isEqualTo(200);
  }

  @Test
  void failuresInOneNetworkDoNotKeepAnotherOneOut() {
    for (int i = 0; i < LoginAttempts.ACCOUNT_LIMIT; i++) {
      attempt(ROOT, "a wrong one", "198.51.100." + i);
    }
    assertThat(attempt(ROOT, PASSWORD, "198.51.100.77").status()).isEqualTo(429);
    for (int i = 0; i < LoginAttempts.ACCOUNT_LIMIT; i++) {
      attempt(ROOT, "a wrong one", "2001:db8:1:" + i + "::1");
    }
    assertThat(attempt(ROOT, PASSWORD, "2001:db8:1:77::1").status()).isEqualTo(429);

    assertThat(login(ROOT, PASSWORD, "", "198.51.101.1").status()).isEqualTo(200);
    assertThat(login(ROOT, PASSWORD, "", "2001:db8:2::1").status()).isEqualTo(200);
    // The owner's success gives whoever guesses no further tries.
    assertThat(attempt(ROOT, PASSWORD, "198.51.100.78").status()).isEqualTo(429);
  }

  @Test
  void anAccountThatDoesNotExistIsAnsweredAlikeUntilTheLastBound() {
    List<Problem> exists = new ArrayList<>();
    List<Problem> not = new ArrayList<>();
    for (int i = 0; i < LoginAttempts.EVERYWHERE_LIMIT + 5; i++) {
      exists.add(attempt(ROOT, "a wrong one", "10." + i + ".0.1"));
      not.add(attempt("nobody", "a wrong one", "10." + i + ".1.1"));
    }

    assertThat(not).isEqualTo(exists);
    assertThat(exists.get(exists.size() - 1).status()).isEqualTo(429);
  }

  private void fail(String name, int times, int status) {
    for (int i = 0; i < times; i++) {
      assertThat(attempt(name, "a wrong one", ADDRESS).status()).isEqualTo(status);
    }
  }
}
