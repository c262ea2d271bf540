package io.flagpost.plugin.v1;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What was recorded before the record that is being judged, in the order in which the gateway
 * stored them. The same question about the same record has the same answer however often it is
 * asked, so a later re-check decides as the first check did.
 *
 * <p>Each answer holds the newest records first, without the one being judged, at most {@value
 * #LIMIT}; it is empty if the record lacks the field. The host batches the questions of all records
 * that are being checked at the same time; a stage that fails means that nobody knows. Call from
 * any thread.
 */
public interface History {

  /** The most records in one answer. */
  int LIMIT = 1000;

  /**
   * Earlier records under the same license key in the same environment.
   *
   * @param window how far before the record's own receipt to look; a record that was received
   *     exactly so long before is no longer in it
   */
  CompletionStage<List<PastRecord>> ofLicense(Duration window);

  /**
   * Earlier records of the same activation under the same license key in the same environment.
   *
   * @param window how far before the record's own receipt to look; a record that was received
   *     exactly so long before is no longer in it
   */
  CompletionStage<List<PastRecord>> ofActivation(Duration window);

  /**
   * Earlier records with the same nonce, sent with the same API key.
   *
   * @param window how far before the record's own receipt to look; a record that was received
   *     exactly so long before is no longer in it
   */
  CompletionStage<List<PastRecord>> ofNonce(Duration window);
}
