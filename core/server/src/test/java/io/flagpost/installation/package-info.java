/** A real installation, from an empty database to serving customers, by the guide's own words. */
@NullMarked
package io.flagpost.installation;

import org.jspecify.annotations.NullMarked;
