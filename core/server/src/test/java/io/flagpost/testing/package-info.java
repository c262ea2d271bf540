/** What tests of several packages share: real databases, whole gateways, raw connections. */
@NullMarked
package io.flagpost.testing;

import org.jspecify.annotations.NullMarked;
