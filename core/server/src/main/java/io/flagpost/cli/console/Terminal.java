package io.flagpost.cli.console;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.OptionalInt;

/** The terminal of the command's user, if there is one. */
public interface Terminal {
  /** No terminal: input and output are files or pipes. */
  Terminal NONE =
      new Terminal() {
        @Override
        public boolean isThere() {
          return false;
        }

        @Override
        public Optional<String> ask(String question) {
          return Optional.empty();
        }

        @Override
        public Optional<String> askSecret(String question) {
          return Optional.empty();
        }
      };

  /** Whether a user reads the output and can be asked. */
  boolean isThere();

  /** How many columns it has; empty if nobody knows. Blocking. */
  default OptionalInt columns() {
    return OptionalInt.empty();
  }

  /** Asks for a line; empty if there is no terminal, or the input has ended. */
  Optional<String> ask(String question);

  /** The same, without echoing the input. */
  Optional<String> askSecret(String question);

  /** The terminal of this process. */
  @SuppressWarnings("SystemConsoleNull") // null up to JDK 21, isTerminal from JDK 22 on
  public static Terminal system() {
    Console console = System.console();
    if (console == null || !isTerminal(console)) {
      return NONE;
    }
    return new Terminal() {
      @Override
      public boolean isThere() {
        return true;
      }

      @Override
      public Optional<String> ask(String question) {
        say(question);
        return Optional.ofNullable(console.readLine());
      }

      @Override
      public Optional<String> askSecret(String question) {
        say(question);
        return Optional.ofNullable(console.readPassword()).map(String::new);
      }

      @Override
      public OptionalInt columns() {
        return TerminalWidth.ask();
      }

      private void say(String question) {
        console.writer().print(question);
        console.writer().flush();
      }
    };
  }

  /** From JDK 22 on there is a console without a terminal, too; isTerminal tells them apart. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
