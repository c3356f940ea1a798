package ai.lacuna.api.plan;

/** What is taken of a block of an encoder. */
public enum BlockOutput {
  /** The stream of tokens behind the block, what its branches add included. */
  STREAM,
  /** What its MLP adds to that stream. */
  MLP
}
