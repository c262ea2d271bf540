/** Plugins in whole gateways, under traffic. */
@NullMarked
package io.flagpost.admin.plugins;

import org.jspecify.annotations.NullMarked;
