package io.flagpost.robustness;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Plain connections to the demo gateway that all ITs share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RawSocketFixture {
  static final String SEND = "/api/v1/send-telemetry-data";

  RunningGateway gateway;
  GatewayKey key;

  @BeforeAll
  void start() throws Exception {
    gateway = RunningGateway.demo();
    key = GatewayKey.of(gateway.url());
  }

  static String record() {
    return post("Content-Length: 14") + "data_type=text";
  }

  static String post(String headers) {
    return String.format(
        Locale.ROOT,
        "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n%s\r\n\r\n",
        SEND,
        DemoData.API_KEY,
        "Content-Type: application/x-www-form-urlencoded",
        headers);
  }

  RawConnection connect() throws IOException {
    return new RawConnection(gateway.httpPort());
  }
}
