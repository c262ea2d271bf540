/**
 * The certificates of the listeners: read from PEM files or key stores, validated, and read again
 * when the files change.
 *
 * <p>{@code node} loads them before it opens the listeners, which use them in their server options.
 * Reading blocks: it runs on the starting thread and later on one worker thread.
 */
@NullMarked
package io.flagpost.platform.tls;

import org.jspecify.annotations.NullMarked;
