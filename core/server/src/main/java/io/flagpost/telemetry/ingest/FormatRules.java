package io.flagpost.telemetry.ingest;

import io.flagpost.telemetry.ingest.FieldValue.Presence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The wire contract's format rules. The first rule that a field breaks is reported:
 *
 * <ol>
 *   <li>missing: required, value fields only where the data type asks for them;
 *   <li>an array or object: not a string, not a number, or an invalid selection;
 *   <li>{@code product_id} and {@code data_type}: an invalid selection, also if over-long;
 *   <li>value fields that are numbers: a number;
 *   <li>over-long.
 * </ol>
 */
public final class FormatRules {
  private static final String SINGLE_VALUE = "numeric-single-value";
  private static final String XY_AXIS = "numeric-xy-axis";
  private static final String TEXT = "text";

  private final DecodedRequest request;
  private final Map<String, List<String>> errors = new LinkedHashMap<>();

  private FormatRules(DecodedRequest request) {
    this.request = request;
  }

  /**
   * Judges a request. Pure, on any thread.
   *
   * @param existingProducts the ids of all products that exist
   */
  public static FormatVerdict judge(DecodedRequest request, Set<Long> existingProducts) {
    return new FormatRules(request).judge(existingProducts);
  }

  private FormatVerdict judge(Set<Long> existingProducts) {
    Long productId = product(existingProducts);
    string(Field.USER_IDENTIFIER);
    string(Field.LICENSE_KEY);
    string(Field.ACTIVATION_IDENTIFIER);
    string(Field.PRODUCT_VERSION);
    switch (dataType()) {
      case SINGLE_VALUE -> number(Field.NUMERIC_DATA_SINGLE_VALUE, SINGLE_VALUE);
      case XY_AXIS -> {
        number(Field.NUMERIC_DATA_X, XY_AXIS);
        number(Field.NUMERIC_DATA_Y, XY_AXIS);
      }
      case TEXT -> string(Field.TEXT_DATA, " when data type is " + TEXT);
      default -> {
        // asks for no value
      }
    }
    string(Field.DATA_GROUP);
    return new FormatVerdict(errors, productId);
  }

  private @Nullable Long product(Set<Long> existingProducts) {
    FieldValue value = request.value(Field.PRODUCT_ID);
    if (value.presence() == Presence.MISSING) {
      required(Field.PRODUCT_ID, "");
      return null;
    }
    Long id = CanonicalInteger.parse(value.text());
    if (id == null || !existingProducts.contains(id)) {
      selectionInvalid(Field.PRODUCT_ID);
      return null;
    }
    return id;
  }

  /** The data type, empty if it is none of the three. */
  private String dataType() {
    FieldValue value = request.value(Field.DATA_TYPE);
    if (value.presence() == Presence.MISSING) {
      required(Field.DATA_TYPE, "");
      return "";
    }
    return switch (value.text()) {
      case SINGLE_VALUE, XY_AXIS, TEXT -> value.text();
      default -> {
        selectionInvalid(Field.DATA_TYPE);
        yield "";
      }
    };
  }

  private void string(Field field) {
    string(field, "");
  }

  private void string(Field field, String condition) {
    FieldValue value = request.value(field);
    switch (value.presence()) {
      case MISSING -> required(field, condition);
      case WRONG_TYPE -> report(field, "The " + field.inWords() + " field must be a string.");
      case PRESENT -> length(field, value);
    }
  }

  private void number(Field field, String dataType) {
    FieldValue value = request.value(field);
    if (value.presence() == Presence.MISSING) {
      required(field, " when data type is " + dataType);
    } else if (!NumberSyntax.isNumber(value.text())) {
      report(field, "The " + field.inWords() + " field must be a number.");
    } else {
      length(field, value);
    }
  }

  private void length(Field field, FieldValue value) {
    if (value.overLong()) {
      report(
          field,
          String.format(
              Locale.ROOT,
              "The %s field must not be greater than %s characters.",
              field.inWords(),
              Integer.toString(field.limit())));
    }
  }

  private void required(Field field, String condition) {
    report(field, "The " + field.inWords() + " field is required" + condition + ".");
  }

  private void selectionInvalid(Field field) {
    report(field, "The selected " + field.inWords() + " is invalid.");
  }

  private void report(Field field, String message) {
    errors.put(field.wireName(), List.of(message));
  }
}
