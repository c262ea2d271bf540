package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A walk through the records while others write. */
class WalkIT {
  private static final int WRITERS = 4;
  private static final int RECORDS_PER_WRITER = 600;

  private final Client client = Client.demo();
  private final Fields fields = Fields.honest().with("data_group", "walk-" + UUID.randomUUID());

  @Test
  void aWalkBesideFourWritersSeesEveryRecordExactlyOnce() throws Exception {
    Walker walker = new Walker();
    Set<String> sent = new HashSet<>();
    int seenWhileWriting;

    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<List<String>>> writing = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writing.add(threads.submit(this::write));
      }
      while (!writing.stream().allMatch(Future::isDone)) {
        walker.goOn();
      }
      seenWhileWriting = walker.seen.size();
      for (Future<List<String>> writer : writing) {
        sent.addAll(writer.get());
      }
    } finally {
      threads.shutdownNow();
    }
    Client.await(
        () -> {
          walker.goOn();
          return walker.seen.size() >= sent.size();
        });

    assertThat(sent).hasSize(WRITERS * RECORDS_PER_WRITER);
    assertThat(walker.seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
    assertThat(seenWhileWriting).isPositive();
  }

  /** Sends records one after the other; returns the ids that they are known by. */
  private List<String> write() {
    List<String> eventIds = new ArrayList<>();
    for (int i = 0; i < RECORDS_PER_WRITER; i++) {
      String eventId = UUID.randomUUID().toString();
      assertThat(client.send(fields.with("event_id", eventId)).code()).isEqualTo(830);
      eventIds.add(eventId);
    }
    return eventIds;
  }

  /** Passes each record once, page by page, and remembers where it has come to. */
  private final class Walker {
    private final String group = fields.values().getOrDefault("data_group", "");
    private final List<String> seen = new ArrayList<>();
    private String place = "0";

    /** Walks on as far as it goes now. */
    void goOn() {
      boolean more = true;
      while (more) {
        Answer part = client.read("data_group", group, "per_page", "50", "after_id", place);
        for (JsonNode record : part.records()) {
          seen.add(record.path("event_id").asText());
          place = record.path("id").asText();
        }
        more = !part.response().path("next_after_id").isNull();
      }
    }
  }
}
