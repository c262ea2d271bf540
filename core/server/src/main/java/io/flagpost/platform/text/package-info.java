/**
 * Makes text of strangers (senders, plugins, other servers) harmless before it reaches a terminal
 * or a log: {@link io.flagpost.platform.text.HarmlessText} has the rule, {@link
 * io.flagpost.platform.text.HarmlessWriter} stands before the output of every command, the log's
 * configuration names the others. Any thread.
 */
@NullMarked
package io.flagpost.platform.text;

import org.jspecify.annotations.NullMarked;
