package com.acme.reputation;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Default;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.PluginContext;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.RedFlagPlugin;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.plugin.v1.UndecidedException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Raises acme-reputation/leaked_key where our own service knows that a license key has leaked. */
public final class AcmeReputation implements RedFlagPlugin {
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  record Settings(String service, @Default("2s") Duration timeout) {}

  @Override
  public List<RedFlagCheck> start(PluginContext context) {
    Settings settings = context.configuration(Settings.class);
    HttpClient client =
        HttpClient.newBuilder().connectTimeout(settings.timeout()).executor(threads).build();
    return List.of(new LeakedKey(client, settings));
  }

  @Override
  public void stop() {
    threads.shutdownNow();
  }

  private static final class LeakedKey implements RedFlagCheck {
    private static final Flag LEAKED =
        Flag.of("leaked_key", Severity.HIGH, "The license key was found where keys are traded.");

    private final HttpClient client;
    private final Settings settings;
    private final Semaphore room = new Semaphore(64); // what is handed over at a time

    LeakedKey(HttpClient client, Settings settings) {
      this.client = client;
      this.settings = settings;
    }

    @Override
    public String id() {
      return "leaked-key";
    }

    @Override
    public Phase phase() {
      return Phase.AFTER_STORE; // nobody's request waits for our service
    }

    @Override
    public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
      if (telemetry.licenseKey().isEmpty()) {
        return CompletableFuture.completedStage(List.of());
      }
      if (!room.tryAcquire()) {
        throw new UndecidedException("too many questions under way", Duration.ofSeconds(5));
      }
      String key = URLEncoder.encode(telemetry.licenseKey().get(), StandardCharsets.UTF_8);
      HttpRequest question =
          HttpRequest.newBuilder(URI.create(settings.service() + "/leaked?key=" + key))
              .timeout(settings.timeout())
              .build();
      return client
          .sendAsync(question, BodyHandlers.discarding())
          .whenComplete((answer, failure) -> room.release())
          .handle(LeakedKey::judge);
    }

    private static List<Flag> judge(HttpResponse<Void> answer, Throwable failure) {
      if (failure != null) {
        throw undecided("does not answer");
      }
      return switch (answer.statusCode()) {
        case 200 -> List.of(LEAKED);
        case 404 -> List.of();
        default -> throw undecided("answers with status " + answer.statusCode());
      };
    }

    private static UndecidedException undecided(String why) {
      return new UndecidedException("our service " + why, Duration.ofMinutes(1));
    }
  }
}
