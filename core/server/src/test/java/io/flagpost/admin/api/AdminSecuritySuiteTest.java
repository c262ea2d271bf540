package io.flagpost.admin.api;

import io.flagpost.admin.api.AdminSecuritySuite.BadToken;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The suite against the small API. */
class AdminSecuritySuiteTest {
  private static TestListener listener;

  @BeforeAll
  static void start() {
    listener = new TestListener();
  }

  @AfterAll
  static void stop() {
    listener.close();
  }

  @TestFactory
  Stream<DynamicTest> everyOperationRefusesWhatIsNoToken() {
    return new AdminSecuritySuite(TestContract.load(), listener.url())
        .tests(
            List.of(
                BadToken.missing(),
                BadToken.unusable("unknown", "an-unknown-token"),
                BadToken.underprivileged(Role.ANALYST, "the-token-of-analyst"),
                BadToken.underprivileged(Role.AUDITOR, "the-token-of-auditor")));
  }
}
