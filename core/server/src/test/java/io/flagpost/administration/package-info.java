/** The admin API of a whole gateway, as an operator's tools meet it. */
@NullMarked
package io.flagpost.administration;

import org.jspecify.annotations.NullMarked;
