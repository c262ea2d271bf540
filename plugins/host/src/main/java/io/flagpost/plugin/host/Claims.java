package io.flagpost.plugin.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files that are candidates, in order: the trusted ones, by plugin, the newest version first. A
 * file that is not trusted, or does not name its plugin, is none.
 *
 * @param byId the trusted files of each plugin, in the order in which they are tried
 * @param strangers the other files, with the reason
 */
record Claims(Map<String, List<Claim>> byId, List<Stranger> strangers) {

  /**
   * Sorts the files that a scan has found.
   *
   * @param comesWithGateway whether a plugin is built in: then the file that is named on a list
   *     precedes all others, whatever their versions
   * @param runningById the running plugins
   */
  static Claims of(
      List<DropFolder.Arrival> arrivals,
      Vetting vetting,
      Predicate<String> comesWithGateway,
      Function<String, @Nullable CatalogMember> runningById) {
    Map<String, List<Claim>> byId = new TreeMap<>();
    List<Stranger> strangers = new ArrayList<>();
    for (DropFolder.Arrival arrival : arrivals) {
      if (arrival.content().isEmpty()) {
        strangers.add(new Stranger(arrival, arrival.problem()));
        continue;
      }
      DropFolder.Content content = arrival.content().get();
      Optional<String> objection = vetting.objectionTo(arrival, content);
      if (objection.isPresent()) {
        strangers.add(new Stranger(arrival, objection.get()));
      } else {
        CatalogMember running = runningById.apply(arrival.id());
        boolean runs = running != null && running.isOf(content);
        byId.computeIfAbsent(arrival.id(), id -> new ArrayList<>())
            .add(
                new Claim(
                    arrival,
                    content,
                    vetting.names(content.plugin()),
                    runs,
                    running != null && runs && running.file().equals(arrival.name())));
      }
    }
    byId.forEach((id, claims) -> claims.sort(order(comesWithGateway.test(id))));
    return new Claims(byId, strangers);
  }

  /** The names of files matter only if nothing else distinguishes them. */
  private static Comparator<Claim> order(boolean comesWithGateway) {
    Comparator<Claim> listed = Comparator.comparing(claim -> !claim.listed());
    Comparator<Claim> newest =
        Comparator.<Claim, String>comparing(
                claim -> claim.content().plugin().version(), PluginVersions.ORDER)
            .reversed();
    return (comesWithGateway ? listed.thenComparing(newest) : newest.thenComparing(listed))
        .thenComparing(claim -> !claim.runs())
        .thenComparing(claim -> !claim.runsUnderThisName())
        .thenComparing(claim -> claim.arrival().name());
  }

  /**
   * A trusted file.
   *
   * @param listed whether a list names this very file
   * @param runs whether its content is running
   * @param runsUnderThisName whether this very file is running
   */
  record Claim(
      DropFolder.Arrival arrival,
      DropFolder.Content content,
      boolean listed,
      boolean runs,
      boolean runsUnderThisName) {

    boolean hasContentOf(Claim other) {
      return content.copy().sha256().equals(other.content().copy().sha256());
    }

    /** Why another file of the same plugin takes precedence. */
    String whyNot(Claim chosen) {
      String other = chosen.content().plugin().version() + " in " + chosen.arrival().name();
      if (hasContentOf(chosen)) {
        return "the same file as " + chosen.arrival().name() + "; remove one of the two";
      }
      int age =
          PluginVersions.ORDER.compare(
              content.plugin().version(), chosen.content().plugin().version());
      if (age > 0) {
        return "duplicate id: "
            + other
            + " comes with the gateway and takes precedence; remove one of the two";
      }
      return age < 0
          ? "duplicate id: older than " + other + "; remove this file"
          : "duplicate id: the same version as "
              + other
              + (chosen.listed() && !listed
                  ? ", which the allow list names"
                  : chosen.runs() ? ", which runs already" : ", whose name comes first")
              + "; raise the version of the newer one, or remove one of the two";
    }
  }

  /** A file that is no candidate. */
  record Stranger(DropFolder.Arrival arrival, String reason) {}
}
