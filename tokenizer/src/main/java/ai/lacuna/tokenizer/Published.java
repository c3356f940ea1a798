package ai.lacuna.tokenizer;

import ai.lacuna.tokenizer.dvae.DalleConfig;
import ai.lacuna.tokenizer.dvae.DallePytorchConfig;
import ai.lacuna.tokenizer.dvae.DvaeConfig;
import java.util.List;

/** The architectures at their published sizes. */
final class Published {

  private static final List<DvaeConfig> ALL =
      List.of(DallePytorchConfig.defaults(), DalleConfig.defaults());

  private Published() {}

  /** The vocabulary of an architecture; that of the default for a name that nobody has. */
  static int vocabulary(String type) {
    return ALL.stream()
        .filter(config -> config.type().equals(type))
        .findFirst()
        .orElse(DvaeConfig.defaults())
        .vocabulary();
  }
}
