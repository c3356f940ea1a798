package ai.lacuna.workflow.toy;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;

record Limit(@Doc("The largest sum that passes.") double sum) implements Config {
  static Limit defaults() {
    return new Limit(1000);
  }
}
