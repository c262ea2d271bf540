/** Tests of the admin listener's HTTP core. */
@NullMarked
package io.flagpost.admin;

import org.jspecify.annotations.NullMarked;
