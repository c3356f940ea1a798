package ai.lacuna.workflow.toy;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Problems;
import ai.lacuna.api.config.Range;
import java.util.List;

public record NumbersConfig(
    @Doc("How many numbers.") @Range("[1, 1000]") int count,
    @Doc("Distance between them.") @Range("(0, )") double step,
    @Doc("Numbers per shard.") @Range("[1, )") int shard,
    @Doc("Which way they go.") Direction direction,
    @Doc("Numbers to leave out.") @Range("[0, )") List<Integer> without,
    @Doc("How they are written.") Style style)
    implements Config {

  public enum Direction {
    GOING_UP,
    GOING_DOWN
  }

  public record Style(
      @Doc("What stands before each.") String prefix, @Doc("Digits.") @Range("[0, 9]") long digits)
      implements Config {
    static Style defaults() {
      return new Style("", 2);
    }
  }

  static NumbersConfig defaults() {
    return new NumbersConfig(10, 1, 2, Direction.GOING_UP, List.of(), Style.defaults());
  }

  @Override
  public void check(Problems problems) {
    problems.require(shard <= count, "shard", shard, "at most count, which is " + count);
  }
}
