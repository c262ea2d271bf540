/** Plugins in whole gateways, under traffic. */
@NullMarked
package io.flagpost.plugins;

import org.jspecify.annotations.NullMarked;
