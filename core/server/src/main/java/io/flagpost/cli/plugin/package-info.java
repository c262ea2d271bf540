/**
 * The commands for plugin files, which need no gateway: allow list and signatures. Called by {@code
 * cli} on the main thread.
 */
@NullMarked
package io.flagpost.cli.plugin;

import org.jspecify.annotations.NullMarked;
