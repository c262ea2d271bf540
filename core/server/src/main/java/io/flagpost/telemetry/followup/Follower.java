package io.flagpost.telemetry.followup;

import io.flagpost.telemetry.query.StoredRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Something that is done with each committed record once. Called on one context. */
public interface Follower {

  /** Names it; stable, since its position is kept under this name. */
  String name();

  /** How many shards its records are split into; never changes for a name. */
  int shards();

  /** What its states are made by; where it changes, all that the states need is read again. */
  String layout();

  /** How far back records matter for its states; zero if it keeps none. */
  Duration window();

  /** Whether it looks at the data that was sent; if not, those fields are empty. */
  boolean readsData();

  /**
   * Records in the order of their ids.
   *
   * @param shards those that this is about; the follower leaves out the records of others
   * @param records the records of all shards
   * @param upTo every record up to this id is among them, or came before
   * @param silent whether effects are written already, and only states are to be brought up to date
   */
  record Stretch(Set<Integer> shards, List<StoredRecord> records, long upTo, boolean silent) {
    public Stretch {
      shards = Set.copyOf(shards);
      records = List.copyOf(records);
    }
  }

  /** What is to be written about a stretch. */
  interface Effect {
    /** Nothing. */
    Effect NONE = connection -> Future.succeededFuture();

    /** Writes it, in the transaction that moves the position; repeated if that fails. */
    Future<Void> write(SqlConnection connection);
  }

  /**
   * How far a stretch was followed.
   *
   * @param upTo the id up to which; lower than the stretch's if the rest has to wait
   * @param effect what is to be written about it
   */
  record Followed(long upTo, Effect effect) {}

  /** Follows a stretch; its effect is written before the next one of the same shards comes. */
  Future<Followed> follow(Stretch stretch);

  /**
   * Called after the effect of a stretch was written, and now and then while there is none to
   * follow: the time to write states.
   *
   * @param tenure writes, as long as the shards are this node's
   * @param upTo the position of these shards
   * @param last whether the node stops: what is not written now is made again by the next owner
   */
  Future<Void> settle(Tenure tenure, long upTo, boolean last);

  /**
   * A shard is this node's from now on.
   *
   * @param generation which states it has: 0 at first, another one after a {@link
   *     Holding#changeOver}
   */
  void own(int shard, long generation);

  /** Deletes what is written about its states of these shards; they are made again. */
  Future<Void> clear(SqlConnection connection, Set<Integer> shards);

  /** These shards are another node's from now on, or begin again: forgets what it knows of them. */
  void forget(Set<Integer> shards);
}
