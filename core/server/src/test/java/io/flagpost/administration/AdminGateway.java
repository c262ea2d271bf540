package io.flagpost.administration;

import io.flagpost.evidence.Evidence;
import io.flagpost.node.config.Mode;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.RunningGateway;
import java.util.Map;

/**
 * A gateway in production mode with its first administrator, shared by the tests of this package.
 */
final class AdminGateway {
  static final String NAME = "root";
  static final String PASSWORD = "correct horse battery staple";

  private static final RunningGateway GATEWAY = start();

  private AdminGateway() {}

  static RunningGateway running() {
    return GATEWAY;
  }

  /** Somebody who may do everything, in a session of its own. */
  static AdminApi administrator() {
    return AdminApi.at(GATEWAY.adminUrl()).signedIn(NAME, PASSWORD);
  }

  private static RunningGateway start() {
    Evidence.secret("password", PASSWORD);
    return RunningGateway.start(
        Mode.PRODUCTION,
        Map.of("admin.first-admin.name", NAME, "admin.first-admin.password", PASSWORD));
  }
}
