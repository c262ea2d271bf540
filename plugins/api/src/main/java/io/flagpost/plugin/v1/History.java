package io.flagpost.plugin.v1;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The records that the gateway stored before the one being checked. The same query for the same
 * record always gives the same answer, so a later re-check decides like the first check.
 *
 * <p>Each answer has the newest records first, without the one being checked, at most {@value
 * #LIMIT}; it is empty if the record lacks the field. The host batches the queries of all records
 * that are being checked at the same time; a failed stage means that the answer is unknown. Any
 * thread.
 *
 * <p>A query costs as much as it finds: the earlier records are read again for every record that
 * asks, and at five hundred of them that takes some fifteen times as long as receiving the record
 * does. A check that counts, compares or remembers as the records come is better a {@link
 * FoldCheck}, to which a record costs the same however many there were before.
 */
public interface History {

  /** The largest number of records in one answer. */
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
