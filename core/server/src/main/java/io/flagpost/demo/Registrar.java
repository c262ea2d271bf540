package io.flagpost.demo;

import io.flagpost.registry.DemoData;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Issues what the made-up vendor's customers have, and notes what the stories are about. */
final class Registrar {
  private static final List<String> PLACES =
      List.of(
          "Alderwick",
          "Brackenhurst",
          "Calderstone",
          "Dunmere",
          "Elmsworthy",
          "Farrowdale",
          "Glenhollow",
          "Hallowmere",
          "Inverbrook",
          "Juniper Row",
          "Kestrelford",
          "Larchfield",
          "Marlpit",
          "Nettlecombe",
          "Oakenshaw",
          "Pinehallow",
          "Quarrybank",
          "Rookwood",
          "Saltmarsh",
          "Thistledown",
          "Underhill",
          "Valebridge",
          "Willowmere",
          "Yarrowfield");

  private static final List<String> TRADES =
      List.of(
          "Architects",
          "Surveyors",
          "Joinery",
          "Dental",
          "Studio",
          "Logistics",
          "Instruments",
          "Partners",
          "Engineering",
          "Bakery",
          "School",
          "Clinic",
          "Garden Design",
          "Recordings",
          "Museum",
          "Shipping",
          "Kitchens",
          "Workshop",
          "Press");

  private static final int HEX = 16;

  private final SplittableRandom random;
  private final List<IssuedLicense> licenses = new ArrayList<>();
  private final List<IssuedActivation> activations = new ArrayList<>();
  private final List<StoryLabel> labels = new ArrayList<>();
  private int customers;

  Registrar(SplittableRandom random) {
    this.random = random;
  }

  SplittableRandom random() {
    return random;
  }

  /** How many customers there are; the newest one's number. */
  int customers() {
    return customers;
  }

  /** Issues a license in production to a new customer. */
  IssuedLicense issue(DemoProduct product, UnaryOperator<IssuedLicense> terms) {
    return issue(product, DemoData.PRODUCTION, customer(), terms);
  }

  IssuedLicense issue(
      DemoProduct product,
      String environment,
      String customer,
      UnaryOperator<IssuedLicense> terms) {
    IssuedLicense license =
        terms.apply(IssuedLicense.of(product.licenseKey(random), product, environment, customer));
    licenses.add(license);
    return license;
  }

  /** Lets an installation in, and tells its activation. */
  String activate(IssuedLicense license, boolean active) {
    String identifier = identifier();
    activations.add(new IssuedActivation(license.key(), identifier, active));
    return identifier;
  }

  /** An identifier of an installation that nobody let in. */
  String identifier() {
    return identifier(random);
  }

  static String identifier(SplittableRandom random) {
    return Long.toString(random.nextLong() & Long.MAX_VALUE, HEX);
  }

  /** A pseudonym, as products send it in place of a name. */
  String user() {
    return user(random);
  }

  static String user(SplittableRandom random) {
    return "u-" + Long.toString(random.nextLong() & 0xFFFF_FFFF_FFFFL, HEX);
  }

  private String customer() {
    int number = customers++;
    int names = PLACES.size() * TRADES.size();
    // Coprime to their number, so that all come before one comes again.
    int name = (int) (number * 59L % names);
    String place = PLACES.get(name % PLACES.size());
    String trade = TRADES.get(name / PLACES.size());
    int branch = number / names;
    return place + " " + trade + (branch == 0 ? "" : ", branch " + (branch + 1));
  }

  void note(StoryLabel label) {
    labels.add(label);
  }

  List<IssuedLicense> licenses() {
    return List.copyOf(licenses);
  }

  List<IssuedActivation> activations() {
    return List.copyOf(activations);
  }

  List<StoryLabel> labels() {
    return List.copyOf(labels);
  }
}
