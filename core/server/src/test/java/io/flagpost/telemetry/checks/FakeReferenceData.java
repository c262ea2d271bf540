package io.flagpost.telemetry.checks;

import io.flagpost.registry.ApiKey;
import io.flagpost.registry.ReferenceData;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Product 1 in version 1.0.0; nobody is blocked. */
final class FakeReferenceData implements ReferenceData {

  @Override
  public @Nullable ApiKey apiKey(String presented) {
    return null;
  }

  @Override
  public Set<Long> products() {
    return Set.of(1L);
  }

  @Override
  public boolean hasVersion(long productId, String version) {
    return productId == 1 && version.equals("1.0.0");
  }

  @Override
  public boolean isAddressBlocked(String address) {
    return false;
  }

  @Override
  public boolean isUserBlocked(String userIdentifier) {
    return false;
  }

  @Override
  public boolean isActivationBlocked(String activationIdentifier) {
    return false;
  }
}
