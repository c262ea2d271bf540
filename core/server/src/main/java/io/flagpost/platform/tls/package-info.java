/**
 * The certificates of the listeners: read from PEM files or key stores, checked, and read anew when
 * the files change.
 *
 * <p>{@code Gateway} loads them before it opens the listeners, which take them into their server
 * options. Reading blocks: it happens on the starting thread and then on one worker thread.
 */
@NullMarked
package io.flagpost.platform.tls;

import org.jspecify.annotations.NullMarked;
