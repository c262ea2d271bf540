/**
 * What is done with committed records, one after the other: a {@code Follower} gets every record
 * once, in the order of ids, behind the horizon, and its effect and its position are written in one
 * transaction.
 *
 * <p>{@code FollowUp} is the entry point. A follower's work is split by shard; {@code
 * FollowerTable} keeps the position of each shard, and who owns it: a lease, and a fencing number
 * that a former owner cannot have. {@code Throttle} bounds the share of the machine that it takes
 * beside live traffic, {@code PollingLoop} and {@code Backoff} are how it waits.
 *
 * <p>Called by {@code verdicts} and {@code statistics}; all of it runs on one context.
 */
@NullMarked
package io.flagpost.telemetry.followup;

import org.jspecify.annotations.NullMarked;
