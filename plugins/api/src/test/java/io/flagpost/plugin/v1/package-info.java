/** Tests of the contract itself. */
@NullMarked
package io.flagpost.plugin.v1;

import org.jspecify.annotations.NullMarked;
