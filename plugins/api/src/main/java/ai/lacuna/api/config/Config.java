package ai.lacuna.api.config;

/**
 * A record of settings that a recipe can name.
 *
 * <p>An implementation is a {@code record} whose components carry {@link Doc} and, where the values
 * are bounded, {@link Range}. It has a static method {@code defaults()} that returns the record
 * with every default, which is the only place where defaults stand; keys missing from a recipe keep
 * those values. Component types may be {@code int}, {@code long}, {@code double}, {@code String},
 * enums, lists of these, and further config records.
 *
 * <p>Where the settings depend on a choice, several records implement one sealed interface that
 * extends this one. Each carries {@link TypeName}, and the interface has the static method {@code
 * defaults()}; a recipe chooses by the key {@code type}.
 */
public interface Config {

  /**
   * Checks what ranges cannot say, such as one setting against another.
   *
   * <p>Called once all components were read and each lies in its range.
   *
   * @param problems receives every rule that is broken; paths are component names
   */
  default void check(Problems problems) {}
}
