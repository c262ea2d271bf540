/** Tests of the life cycle of signing keys. */
@NullMarked
package io.flagpost.admin.keys;

import org.jspecify.annotations.NullMarked;
