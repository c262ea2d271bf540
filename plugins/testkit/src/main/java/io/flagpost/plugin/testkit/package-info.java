/**
 * What a plugin's author tests with: the built plugin, loaded as production loads it, beside a
 * registry and a history that the test fills, records made by hand or by the thousand, and the
 * suite that every plugin has to pass. Called on the test's threads.
 */
@NullMarked
package io.flagpost.plugin.testkit;

import org.jspecify.annotations.NullMarked;
