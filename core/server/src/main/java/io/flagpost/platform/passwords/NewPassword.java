package io.flagpost.platform.passwords;

import com.nulabinc.zxcvbn.Pattern;
import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import com.nulabinc.zxcvbn.matchers.Match;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a new password or passphrase must be like: long rather than motley (NIST SP 800-63B), and
 * not among the first that somebody would try. How many guesses it takes is estimated by zxcvbn's
 * rules.
 */
public final class NewPassword {
  private static final int SHORTEST = 12;
  private static final int LONGEST = 1024;

  /** What the estimate takes grows faster than the square of the length. */
  private static final int WINDOW = 64;

  private static final List<String> OF_THE_PRODUCT =
      List.of("flagpost", "telemetry", "gateway", "administrator", "admin");

  private static final String NAMED = "has the account's or the product's name in it";

  private NewPassword() {}

  /** Its dictionaries take some megabytes and a moment to read, so they are there once. */
  private static final class Estimator {
    static final Zxcvbn ZXCVBN = new Zxcvbn();
  }

  /**
   * What is wrong with a new password, as the end of a sentence about it; empty if nothing is.
   * Takes up to a second: for a worker thread.
   *
   * @param secrecy what it has to withstand
   * @param context what whoever guesses knows, such as the account's name
   */
  public static Optional<String> weakness(String password, Secrecy secrecy, List<String> context) {
    String normal = Normalizer.normalize(password, Normalizer.Form.NFC);
    int length = normal.codePointCount(0, normal.length());
    if (length < SHORTEST || length > LONGEST) {
      return Optional.of("must have " + SHORTEST + " to " + LONGEST + " characters");
    }
    List<String> known = new ArrayList<>(OF_THE_PRODUCT);
    context.forEach(word -> known.addAll(words(word)));
    String folded = folded(normal);
    if (known.contains(folded.strip())) {
      return Optional.of("must not be the account's name");
    }
    Optional<String> first = ofPart(head(folded), secrecy, known);
    // Any part that takes long enough to guess will do.
    return first.isEmpty() || folded.length() <= WINDOW
        ? first
        : ofPart(tail(folded), secrecy, known).map(last -> first.get());
  }

  private static Optional<String> ofPart(String part, Secrecy secrecy, List<String> known) {
    Strength strength = Estimator.ZXCVBN.measure(part, known);
    if (strength.getGuessesLog10() < secrecy.digits()) {
      return Optional.of(tooEasy(reasons(strength)));
    }
    // What whoever guesses knows is worth a digit at most, wherever it stands.
    String unknown = part;
    for (String word : known) {
      unknown = unknown.replace(word, "");
    }
    return unknown.equals(part)
            || Estimator.ZXCVBN.measure(unknown).getGuessesLog10() >= secrecy.digits() - 1
        ? Optional.empty()
        : Optional.of(tooEasy(NAMED));
  }

  private static String tooEasy(String reasons) {
    return "is too easy to guess: it " + reasons + "; add words that do not belong together";
  }

  /**
   * As a guesser would see it: neither capitals nor forms of letters nor what does not show are
   * worth anything. Also the same under every locale, which the estimator by itself is not.
   */
  private static String folded(String password) {
    String compatible = Normalizer.normalize(password, Normalizer.Form.NFKC);
    StringBuilder visible = new StringBuilder();
    compatible
        .codePoints()
        .filter(character -> Character.getType(character) != Character.FORMAT)
        .forEach(visible::appendCodePoint);
    return visible.toString().toLowerCase(Locale.ROOT);
  }

  /** A name, and the words in it: {@code ann.lee@example.org} is three of them, too. */
  private static List<String> words(String name) {
    String folded = folded(head(name)).strip();
    List<String> words = new ArrayList<>();
    words.add(folded);
    for (String word : folded.split("[^\\p{L}\\p{N}]+", -1)) {
      if (word.length() > 2) {
        words.add(word);
      }
    }
    return words;
  }

  private static String head(String text) {
    return text.length() <= WINDOW ? text : text.substring(0, WINDOW);
  }

  private static String tail(String text) {
    return text.substring(text.length() - WINDOW);
  }

  private static String reasons(Strength strength) {
    Set<String> reasons = new LinkedHashSet<>();
    for (Match match : strength.getSequence()) {
      reason(match).ifPresent(reasons::add);
    }
    return reasons.isEmpty() ? "takes too few guesses" : String.join(" and ", reasons);
  }

  private static Optional<String> reason(Match match) {
    Pattern pattern = match.pattern;
    if (pattern == Pattern.Dictionary) {
      return Optional.of(
          switch (String.valueOf(match.dictionaryName)) {
            case "user_inputs" -> NAMED;
            case "passwords" -> "is like one of the most common passwords";
            default -> "is made of common words or names";
          });
    }
    return switch (pattern) {
      case Repeat -> Optional.of("repeats itself");
      case Sequence -> Optional.of("has a sequence like abc or 6543 in it");
      case Spatial -> Optional.of("follows the keys of a keyboard");
      case Date, Regex -> Optional.of("has a date or a year in it");
      default -> Optional.empty();
    };
  }
}
