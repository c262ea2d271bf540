package io.flagpost.admin.identity;

import static io.flagpost.admin.identity.SignInRig.PASSWORD;
import static io.flagpost.admin.identity.SignInRig.ROOT;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.RefusedAccess;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Whoever is refused leaves a trace, which says why, and whoever floods does not fill the logs. */
@ExtendWith(VertxExtension.class)
final class RefusedAccessTest {
  private static final String SECRET = "hunter2-typed-where-the-name-goes";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private SignInRig rig;
  private RefusedAccess watch;

  @BeforeEach
  void open(Vertx vertx) {
    rig = new SignInRig(vertx);
    watch = RefusedAccess.start(vertx, rig.changes, meters, rig.clock);
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
  }

  @Test
  void everyLoginThatIsRefusedSaysWhy() {
    rig.member("ann", "analyst");
    rig.as(rig.root(), "updateAccount", Map.of("name", "ann"), Map.of("active", false));

    assertWhy(login(SECRET, PASSWORD), Credential.PASSWORD, Reason.UNKNOWN_ACCOUNT, null);
    assertWhy(login(ROOT, "wrong"), Credential.PASSWORD, Reason.WRONG_PASSWORD, ROOT);
    assertWhy(login("ann", PASSWORD), Credential.PASSWORD, Reason.INACTIVE_ACCOUNT, "ann");
  }

  @Test
  void everyRefreshTokenThatIsRefusedSaysWhy() {
    String used = rig.signIn(ROOT, PASSWORD).path("refresh_token").asText();
    rig.refresh(used);

    assertWhy(refresh("fprt_" + "A".repeat(43)), Credential.REFRESH_TOKEN, Reason.ENDED, null);
    assertWhy(refresh("x"), Credential.REFRESH_TOKEN, Reason.UNKNOWN, null);
    assertWhy(refresh(used), Credential.REFRESH_TOKEN, Reason.USED_TWICE, ROOT);
  }

  @Test
  void everyBearerTokenThatIsRefusedSaysWhy() {
    String ended = rig.signIn(ROOT, PASSWORD).path("access_token").asText();
    rig.as(rig.actor(ended), "logout", Map.of(), Map.of());
    Actor ann = rig.member("ann", "analyst");
    SignInRig.Reply revoked = createToken(ann);
    rig.as(ann, "revokeToken", Map.of("id", revoked.text("id")), Map.of());

    assertWhy(bearer("x"), Credential.UNKNOWN_TOKEN, Reason.UNKNOWN, null);
    assertWhy(bearer(ended), Credential.ACCESS_TOKEN, Reason.ENDED, null);
    assertWhy(bearer("fpat_" + "A".repeat(43)), Credential.PERSONAL_TOKEN, Reason.UNKNOWN, null);
    assertWhy(bearer(revoked.text("token")), Credential.PERSONAL_TOKEN, Reason.ENDED, "ann");
  }

  @Test
  void everyOperationThatIsRefusedSaysWhy() {
    Actor root = rig.root();
    Actor script = rig.actor(createToken(rig.member("ann", "analyst")).text("token"));

    assertWhy(
        call(script, "logout", Map.of()), Credential.PERSONAL_TOKEN, Reason.NOT_PERMITTED, "ann");
    assertWhy(
        call(root, "changeOwnPassword", Map.of("old_password", "no", "new_password", PASSWORD)),
        Credential.PASSWORD,
        Reason.WRONG_PASSWORD,
        ROOT);
  }

  private SignInRig.Reply createToken(Actor owner) {
    String end = rig.clock.instant().plusSeconds(60).toString();
    return rig.as(
        owner,
        "createToken",
        Map.of(),
        Map.of("name", "script", "role", "analyst", "expires_at", end));
  }

  @Test
  void aRefusalIsLoggedCountedAndWrittenDown() {
    refuse(login(ROOT, SECRET), "192.0.2.7");
    refuse(login(SECRET, PASSWORD), "192.0.2.8");

    assertThat(lines())
        .containsExactly(
            "Refused login from 192.0.2.7, request r1: password wrong_password, account \"root\"",
            "Refused login from 192.0.2.8, request r1: password unknown_account");
    assertThat(count("password", "wrong_password")).isEqualTo(1);
    int before = rig.audit.entries().size();
    await(watch.stop());
    List<RecordedAuditLog.Entry> entries =
        rig.audit.entries().subList(before, rig.audit.entries().size());
    assertThat(entries).extracting(entry -> entry.event().action()).containsOnly("access.refuse");
    assertThat(entries)
        .extracting(entry -> entry.event().target())
        .containsExactly("account/root", "credential/password");
    JsonNode after = entries.get(0).event().after();
    assertThat(String.valueOf(after))
        .contains("\"reason\":\"wrong_password\"", "\"network\":\"192.0.2.0/24\"", "\"count\":1");
    assertThat(rig.audit.entries().toString() + lines()).doesNotContain(SECRET, PASSWORD);
  }

  @Test
  void aFloodIsAFewLinesAndAFewEntries() {
    AccessRefusal wrong = why(login(ROOT, "wrong"));
    for (int i = 0; i < 1000; i++) {
      watch.refused(wrong, "login", "192.0.2." + i % 250, "r" + i);
    }
    for (int i = 0; i < 1000; i++) {
      watch.refused(
          AccessRefusal.of(Credential.UNKNOWN_TOKEN, Reason.UNKNOWN),
          "me",
          "10.0." + i % 256 + ".1",
          "r");
    }
    int before = rig.audit.entries().size();
    await(watch.stop());

    assertThat(rig.audit.entries()).hasSizeLessThanOrEqualTo(before + 21);
    assertThat(String.valueOf(rig.audit.entries().get(before).event().after()))
        .contains("\"count\":1000");
    assertThat(lines()).hasSizeLessThanOrEqualTo(150);
    assertThat(count("unknown_token", "unknown")).isEqualTo(1000);
  }

  @Test
  void whatATokenSaysOfItselfIsEscapedAndShort() {
    String payload =
        "{\"iss\":\"https://id.example/\\u001b[31m\\n\\u202e\",\"sub\":\""
            + "x".repeat(5000)
            + "\"}";
    String token =
        encoded("{\"alg\":\"RS256\",\"kid\":\"a\\u0000b\"}") + "." + encoded(payload) + ".c2ln";

    refuse(bearer(token), "2001:db8:1:2::3");

    assertThat(lines().get(0))
        .contains("unknown_token unknown", "kid=\"a\\u{0}b\"", "\\u{1b}[31m\\u{a}\\u{202e}")
        .doesNotContain("c2ln", "\u001b", "\n", "\u202e")
        .hasSizeLessThan(1200);
  }

  @Test
  void whatEveryClientDoesNowAndThenIsCountedOnly() {
    watch.refused(AccessRefusal.of(Credential.NONE, Reason.MISSING), "whoAmI", "192.0.2.1", "r");
    watch.refused(
        AccessRefusal.of(Credential.ACCESS_TOKEN, Reason.EXPIRED), "whoAmI", "192.0.2.1", "r");
    int before = rig.audit.entries().size();
    await(watch.stop());

    assertThat(lines()).isEmpty();
    assertThat(rig.audit.entries()).hasSize(before);
    assertThat(count("access_token", "expired")).isEqualTo(1);
  }

  private void refuse(Future<?> refused, String address) {
    watch.refused(why(refused), "login", address, "r1");
  }

  private Future<?> login(String name, String password) {
    return call(null, "login", Map.of("name", name, "password", password));
  }

  private Future<?> refresh(String token) {
    return call(null, "refreshSession", Map.of("refresh_token", token));
  }

  private Future<?> bearer(String token) {
    return rig.identity.authenticator().authenticate(token);
  }

  private Future<?> call(@Nullable Actor actor, String operation, Map<String, String> body) {
    return rig.call(actor, operation, SignInRig.ADDRESS, Map.of(), Map.of(), body, null);
  }

  private static AccessRefusal why(Future<?> refused) {
    return ((ProblemException) failure(refused)).refusal().orElseThrow();
  }

  private static void assertWhy(
      Future<?> refused, Credential credential, Reason reason, @Nullable String account) {
    AccessRefusal why = why(refused);
    assertThat(why.credential()).isEqualTo(credential);
    assertThat(why.reason()).isEqualTo(reason);
    assertThat(why.account()).isEqualTo(account);
  }

  private double count(String credential, String reason) {
    return meters
        .get("flagpost.admin.access.refused")
        .tag("credential", credential)
        .tag("reason", reason)
        .counter()
        .count();
  }

  private List<String> lines() {
    return log.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.INFO))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(RefusedAccess.class);
  }

  private static String encoded(String json) {
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
