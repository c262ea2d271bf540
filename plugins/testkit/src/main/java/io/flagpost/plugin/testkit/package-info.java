/**
 * What a plugin's author tests with: the built plugin, loaded as production loads it, beside a
 * registry that the test fills.
 */
@NullMarked
package io.flagpost.plugin.testkit;

import org.jspecify.annotations.NullMarked;
