/** Networks of IP addresses, as configuration and API keys name them. */
@NullMarked
package io.flagpost.platform.net;

import org.jspecify.annotations.NullMarked;
