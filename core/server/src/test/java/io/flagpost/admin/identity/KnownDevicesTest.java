package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.ADDRESS;
import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.api.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device that has signed in before is not kept out by what strangers do. */
final class KnownDevicesTest extends LoginFixture {
  @Test
  void strangersDoNotKeepTheOwnerOut() {
    String device = device(rig.login(ROOT, PASSWORD));
    for (int i = 0; i < LoginAttempts.EVERYWHERE_LIMIT + 20; i++) {
      attempt(ROOT, "a wrong one", "10." + i + ".0.1");
    }
    assertThat(attempt(ROOT, PASSWORD, "10.250.0.1").status()).isEqualTo(429);

    SignInRig.Reply reply = login(ROOT, PASSWORD, device, "10.0.0.1");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(device(reply)).isEqualTo(device);
    assertThat(attempt(ROOT, PASSWORD, "10.250.0.1").status()).isEqualTo(429);
  }

  @Test
  void aKnownDeviceHasToWaitForItsOwnFailuresAndIsOfNoUseElsewhere() {
    rig.member("ann", "analyst");
    String device = device(rig.login(ROOT, PASSWORD));
    for (int i = 0; i < LoginAttempts.ACCOUNT_LIMIT; i++) {
      assertThat(attempt(ROOT, "a wrong one", device, "10." + i + ".0.1").status()).isEqualTo(401);
    }
    assertThat(attempt(ROOT, PASSWORD, device, "10.99.0.1").status()).isEqualTo(429);
    assertThat(login(ROOT, PASSWORD, "", "10.99.0.1").status()).isEqualTo(200);

    for (String foreign : List.of(device, "fpdt_" + "A".repeat(43), "junk", "")) {
      Problem unknown = attempt("nobody", PASSWORD, foreign, "10.98.0.1");
      Problem other = attempt("ann", "a wrong one", foreign, "10.98.0.1");
      assertThat(unknown).isEqualTo(other);
    }
  }

  @Test
  void aDeviceIsKnownUntilItIsForgottenAndOfAnAccountNotMoreThanTwenty() {
    String first = device(rig.login(ROOT, PASSWORD));
    rig.clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < KnownDevices.MOST; i++) {
      rig.login(ROOT, PASSWORD);
    }
    String last = device(rig.login(ROOT, PASSWORD));

    assertThat(device(login(ROOT, PASSWORD, first, ADDRESS))).isNotEqualTo(first);
    assertThat(device(login(ROOT, PASSWORD, last, ADDRESS))).isEqualTo(last);
    rig.clock.advance(KnownDevices.KEPT);
    assertThat(device(login(ROOT, PASSWORD, last, ADDRESS))).isNotEqualTo(last);

    String device = device(rig.login(ROOT, PASSWORD));
    await(rig.first.revokeSessions(ROOT));
    assertThat(device(login(ROOT, PASSWORD, device, ADDRESS))).isNotEqualTo(device);
    String next = device(rig.login(ROOT, PASSWORD));
    await(rig.first.resetPassword(ROOT, PASSWORD));
    assertThat(device(login(ROOT, PASSWORD, next, ADDRESS))).isNotEqualTo(next);
  }
}
