/** What is sent and what is stored: a vendor's reference data, its traffic, and a history of it. */
@NullMarked
package io.flagpost.bench.data;

import org.jspecify.annotations.NullMarked;
