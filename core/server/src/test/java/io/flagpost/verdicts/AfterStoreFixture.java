package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.request;

import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A {@link VerdictRig} for each test, and records to put into it. */
abstract class AfterStoreFixture {
  static final String FLAGGED_LATER = "SELECT count(*) FROM verdict WHERE flags <> '{}'";

  VerdictRig rig;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  static StoreRequests group(String group) {
    return request().group(group);
  }

  static List<StoreRequest> some(int count) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(i -> request().build()).toList());
  }
}
