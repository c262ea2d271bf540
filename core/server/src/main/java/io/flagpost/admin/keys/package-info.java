/**
 * The life cycle of signing keys over the admin API: generated, imported, rotated, retired, backed
 * up and restored; and the change of the key-encryption key. Private keys stay in {@link
 * io.flagpost.signing}.
 *
 * <p>Called on the admin listener's event loop; what takes long runs on a bounded worker thread.
 */
@NullMarked
package io.flagpost.admin.keys;

import org.jspecify.annotations.NullMarked;
