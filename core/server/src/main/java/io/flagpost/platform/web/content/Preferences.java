package io.flagpost.platform.web.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client prefers: {@code Accept} or {@code Accept-Encoding}, by RFC 9110, sections 12.4.2
 * and 12.5. Names are compared whatever their case, a weight of 0 refuses, and of several ranges
 * the most specific one says the weight. Malformed elements are skipped.
 */
public final class Preferences {
  private static final Pattern WEIGHT = Pattern.compile("0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?");
  private static final String ALL = "*/*";

  private final List<Range> ranges = new ArrayList<>();
  private final boolean sent;

  private record Range(String name, double weight) {}

  private Preferences(List<String> lines) {
    this.sent = !lines.isEmpty();
    for (String element : HeaderList.elements(lines)) {
      add(HeaderList.split(element, ';'));
    }
  }

  /**
   * Reads a header.
   *
   * @param lines its values, in order; none if it was not sent
   */
  public static Preferences of(List<String> lines) {
    return new Preferences(lines);
  }

  private void add(List<String> parts) {
    double weight = 1;
    for (String parameter : parts.subList(1, parts.size())) {
      int equals = parameter.indexOf('=');
      if (equals >= 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("q")) {
        Matcher value = WEIGHT.matcher(parameter.substring(equals + 1).strip());
        if (!value.matches()) {
          return;
        }
        weight = Double.parseDouble(value.group());
      }
    }
    String name = parts.get(0).toLowerCase(Locale.ROOT);
    ranges.add(new Range(name.equals("x-gzip") ? "gzip" : name, weight)); // section 8.4.1.3
  }

  /** Whether one media type is preferred to another, which is the default. */
  public boolean prefersMediaType(String type, String standard) {
    Weight wanted = weightOf(type);
    Weight other = weightOf(standard);
    if (wanted.value != other.value) {
      return wanted.value > other.value;
    }
    if (wanted.value == 0) {
      return false;
    }
    return wanted.specificity != other.specificity
        ? wanted.specificity > other.specificity
        : wanted.place < other.place;
  }

  /** Whether gzip is accepted and the plain content is not preferred. */
  public boolean acceptsGzip() {
    double gzip = coding("gzip");
    return sent && gzip > 0 && gzip >= coding("identity");
  }

  private record Weight(double value, int specificity, int place) {}

  private Weight weightOf(String type) {
    String group = type.substring(0, type.indexOf('/')) + "/*";
    List<String> bySpecificity = List.of(ALL, group, type);
    for (int specificity = 2; specificity >= 0; specificity--) {
      for (int place = 0; place < ranges.size(); place++) {
        Range range = ranges.get(place);
        if (range.name.equals(bySpecificity.get(specificity))) {
          return new Weight(range.weight, specificity, place);
        }
      }
    }
    return new Weight(sent && !ranges.isEmpty() ? 0 : 1, 0, 0);
  }

  private double coding(String name) {
    double others = 0;
    for (Range range : ranges) {
      if (range.name.equals(name)) {
        return range.weight;
      } else if (range.name.equals("*") && !name.equals("identity")) {
        others = range.weight;
      }
    }
    return others;
  }
}
