/**
 * The life cycle of signing keys over the admin API: generate, import, rotate, retire, back up and
 * restore; and changing the key-encryption key. Private keys stay in {@link io.flagpost.signing}.
 *
 * <p>Called on the admin listener's event loop; long work runs on a bounded worker thread.
 */
@NullMarked
package io.flagpost.admin.keys;

import org.jspecify.annotations.NullMarked;
