package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a check is asked about a record. */
interface Question {
  /** Whether it gives a pirated copy away. */
  Question IS_IT_FLAGGED = (asked, telemetry) -> asked.check().check().check(telemetry, asked);

  /** Asks, on the lane's thread; may throw whatever the vendor's code throws. */
  @Nullable CompletionStage<List<Flag>> put(CheckCall asked, Telemetry telemetry);
}
