package io.flagpost.admin.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.ExpectedAlarms;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which of the issuer's keys are believed, for how long, and how often they are asked for. */
@ExpectedAlarms(from = "io.vertx.ext.auth.jwt.impl.JWTAuthProviderImpl")
final class IssuerKeysTest extends OidcFixture {
  @Test
  void keysThatAreNoneForSignaturesAreLeftAside() {
    published.put("secret", jwk("secret", pair).put("kty", "oct").put("k", "AAAA"));
    published.put("broken", new JsonObject().put("kty", "EC").put("kid", "broken"));
    published.put("encrypting", jwk("encrypting", pair).put("use", "enc"));
    published.put("hmac", jwk("hmac", pair).put("alg", "HS256"));

    assertThat(rig.actor(token("one", pair, claims())).name()).isEqualTo("127.0.0.1/ann");
    for (String key : new String[] {"secret", "broken", "encrypting", "hmac"}) {
      assertThat(rig.refusal(token(key, pair, claims()))).as(key).isEqualTo(401);
    }
  }

  @Test
  void aNewKeyIsFetchedWhenItIsMetButNotMoreOftenThanEvery30Seconds()
      throws GeneralSecurityException {
    rig.actor(token("one", pair, claims()));
    KeyPair next = rsa();
    publish("two", next);

    for (int i = 0; i < 10; i++) {
      assertThat(rig.refusal(token("invented" + i, pair, claims()))).isEqualTo(401);
    }
    assertThat(rig.refusal(token("two", next, claims()))).isEqualTo(401);
    assertThat(fetches).hasValue(1);

    rig.clock.advance(IssuerKeys.PAUSE);
    assertThat(rig.actor(token("two", next, claims())).name()).isEqualTo("127.0.0.1/ann");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void aWithdrawnKeyIsForgottenAfterFiveMinutes() throws GeneralSecurityException {
    String token = token("one", pair, claims().put("exp", now() + 7200));
    rig.actor(token);
    published.clear();
    publish("two", rsa());

    rig.clock.advance(IssuerKeys.FRESH.minusSeconds(1));
    assertThat(rig.actor(token).name()).isEqualTo("127.0.0.1/ann");
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(rig.refusal(token)).isEqualTo(401);
  }

  @Test
  void whileTheIssuerIsAwayItsKeysServeForAnHour() {
    String token = token("one", pair, claims().put("exp", now() + 7200));
    rig.actor(token);
    status = 500;

    rig.clock.advance(Duration.ofMinutes(59));
    assertThat(rig.actor(token).name()).isEqualTo("127.0.0.1/ann");
    rig.clock.advance(Duration.ofMinutes(1));
    assertThat(rig.refusal(token)).isEqualTo(503);

    status = 200;
    rig.clock.advance(IssuerKeys.PAUSE);
    assertThat(rig.actor(token).name()).isEqualTo("127.0.0.1/ann");
  }

  @Test
  void anAnswerThatIsTooLongIsNotRead() {
    padding = "x".repeat(2 << 20);

    assertThat(rig.refusal(token("one", pair, claims()))).isEqualTo(503);
  }

  @Test
  void keysAreFetchedByHttpsOrFromThisMachine() {
    assertThat(JwksSource.isSafe(URI.create("https://id.example/keys"))).isTrue();
    assertThat(JwksSource.isSafe(URI.create("http://[::1]:9000/keys"))).isTrue();
    assertThat(JwksSource.isSafe(URI.create("http://id.example/keys"))).isFalse();
    assertThat(JwksSource.isSafe(URI.create("http://127.0.0.1.id.example/keys"))).isFalse();
    assertThat(JwksSource.isSafe(URI.create("file:///etc/keys"))).isFalse();
    assertThat(JwksSource.isSafe(URI.create("keys"))).isFalse();
  }
}
