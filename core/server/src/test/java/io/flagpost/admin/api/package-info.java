/** Tests of the admin listener's HTTP core. */
@NullMarked
package io.flagpost.admin.api;

import org.jspecify.annotations.NullMarked;
