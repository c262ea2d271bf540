/**
 * Test support for plugin authors: the built plugin, loaded as in production, a registry and a
 * history that the test fills, records built by hand or generated and streams of them for folds,
 * and the suite that every plugin has to pass. Called on the test's threads.
 */
@NullMarked
package io.flagpost.plugin.testkit;

import org.jspecify.annotations.NullMarked;
