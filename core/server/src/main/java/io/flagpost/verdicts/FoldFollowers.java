package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folds of the published catalog. On one context. */
final class FoldFollowers {
  private final JobContext work;
  private final FoldSettings settings;
  private @Nullable CheckCatalog catalog;
  private List<FoldFollower> followers = List.of();

  FoldFollowers(JobContext work, FoldSettings settings) {
    this.work = work;
    this.settings = settings;
  }

  /** Other ones after every change of the catalog: states belong to a copy of their plugin. */
  List<FoldFollower> wanted() {
    CheckCatalog published = work.catalogs().get();
    if (published != catalog) {
      catalog = published;
      followers =
          published.pluginChecks().stream()
              .filter(check -> check.fold().isPresent())
              .map(CheckInfo::id)
              .flatMap(id -> published.folding(id).stream())
              .map(folding -> new FoldFollower(work, folding, settings))
              .toList();
    }
    return followers;
  }

  /** The one of this name, if it is there. */
  Optional<FoldFollower> find(String name) {
    return wanted().stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
