package io.flagpost.telemetry.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerBudgetTest {

  @ParameterizedTest
  @CsvSource({
    "a, 1",
    "/, 2",
    "\", 2",
    "\\, 2",
    "\u007f, 6",
    "'\u0001', 6",
    "é, 6",
    "\uD83D\uDE00, 12"
  })
  void aCharacterCountsAsItIsWritten(String character, int length) {
    String first = character.repeat(AnswerBudget.CHARACTERS / length - 10);

    AnswerBudget budget = new AnswerBudget();
    assertThat(budget.take(record(first))).isTrue();
    assertThat(budget.take(record("0".repeat(10 * length)))).isFalse();
  }

  @Test
  void namesNumbersAndListsCountToo() {
    ObjectNode record = record("");
    record.put("number", 1234567890).putNull("null").putArray("list").add("a").add("b");
    int length = record.toString().length();
    int fitting = AnswerBudget.CHARACTERS / length;

    AnswerBudget budget = new AnswerBudget();
    int taken = 0;
    while (budget.take(record)) {
      taken++;
    }

    assertThat(taken).isBetween(fitting * 9 / 10, fitting);
  }

  private static ObjectNode record(String text) {
    return JsonNodeFactory.instance.objectNode().put("d", text);
  }
}
