/**
 * The door through which text of strangers (senders, plugins, other servers, whoever typed a path)
 * reaches a terminal or a log: {@link io.flagpost.platform.text.HarmlessText} says what becomes of
 * it, {@link io.flagpost.platform.text.HarmlessWriter} stands before the output of every command,
 * and the log's configuration names the others.
 *
 * <p>{@link io.flagpost.platform.text.TimestampText} has the forms in which the gateway itself
 * writes moments.
 *
 * <p>Any thread.
 */
@NullMarked
package io.flagpost.platform.text;

import org.jspecify.annotations.NullMarked;
