package io.flagpost.administration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.Patience;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;

/** Sends telemetry to the gateway of this package. */
final class Senders {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Senders() {}

  /**
   * Sends a record without a data group.
   *
   * @param apiKey may send
   * @param name the license key, the activation, the user and the version
   * @param text what is sent
   * @return the id of the record
   */
  static String send(AdminApi root, String apiKey, long product, String name, String text)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(AdminGateway.running().url().resolve("/api/v1/send-telemetry-data"))
            .header("Authorization", "Bearer " + apiKey)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    String.format(
                        Locale.ROOT,
                        """
                        {"product_id": %1$d, "user_identifier": "%2$s", "license_key": "%2$s",
                         "activation_identifier": "%2$s", "product_version": "%2$s",
                         "data_type": "text", "text_data": "%3$s"}""",
                        product,
                        name,
                        text)))
            .build();
    // A new API key and product are known a moment after they were made.
    Patience.until("the API key is known", () -> status(request) == 200);
    JsonNode found = root.get("/admin/v1/telemetry?license_key=" + name).json();
    assertThat(found.path("items")).as("%s", found).hasSize(1);
    return found.path("items").path(0).path("record_id").asText();
  }

  private static int status(HttpRequest request) throws IOException, InterruptedException {
    return HTTP.send(request, BodyHandlers.discarding()).statusCode();
  }
}
