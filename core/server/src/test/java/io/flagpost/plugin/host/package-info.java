/** Folds without a plugin around them. */
@NullMarked
package io.flagpost.plugin.host;

import org.jspecify.annotations.NullMarked;
