package ai.lacuna.evaluation.protocol;

/** What of an encoder's output a protocol reads. */
public sealed interface Reads {

  /**
   * One vector for each image: (B, D).
   *
   * @param pool how it is made of the tokens
   */
  record Summary(Pool pool) implements Reads {}

  /**
   * Every patch token: (B, T, D).
   *
   * @param blocks how many of the last blocks' outputs are averaged, without the final norm; 0 =
   *     the encoder's final-normed tokens
   */
  record Tokens(int blocks) implements Reads {}
}
