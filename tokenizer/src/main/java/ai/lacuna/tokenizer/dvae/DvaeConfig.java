package ai.lacuna.tokenizer.dvae;

import ai.lacuna.api.config.Config;

/**
 * The architecture of a discrete variational autoencoder. A recipe chooses it by the key {@code
 * type}; each has its own settings. Channels are not part of it: they come from the data set.
 */
public sealed interface DvaeConfig extends Config permits DalleConfig, DallePytorchConfig {

  /** The largest vocabulary: a stored token takes two bytes. */
  int MOST_CODES = 1 << 16;

  /** What recipes call the architecture. */
  String type();

  /** How many codes K there are. */
  int vocabulary();

  /** Side in pixels of the square that a token stands for. */
  int stride();

  /** What the encoder's input looks like. */
  PixelRange pixels();

  /** The architecture in a few words, for lists and drawings. */
  String summary();

  /** DALLE-pytorch's form with its published sizes. */
  static DvaeConfig defaults() {
    return DallePytorchConfig.defaults();
  }
}
