/** A real installation, from an empty database to serving customers, by the README's own words. */
@NullMarked
package io.flagpost.installation;

import org.jspecify.annotations.NullMarked;
