package ai.lacuna.workflow.toy;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.config.TypeName;
import java.util.List;

/** Settings of one of two types. */
public sealed interface Figure extends Config {

  static Figure defaults() {
    return Box.defaults();
  }

  /** One with sides. */
  @TypeName("box")
  record Box(@Doc("Sides") @Range("[1, )") List<Integer> sides) implements Figure {
    static Box defaults() {
      return new Box(List.of(1, 1));
    }
  }

  /** One without. */
  @TypeName("disc")
  record Disc(@Doc("Radius") @Range("[1, )") int radius) implements Figure {
    static Disc defaults() {
      return new Disc(1);
    }
  }
}
