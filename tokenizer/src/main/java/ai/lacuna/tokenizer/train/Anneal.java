package ai.lacuna.tokenizer.train;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.Doc;
import ai.lacuna.api.config.Range;
import ai.lacuna.api.schedule.Moment;

/** A value that moves from one to another on half a cosine, and then stays. */
public record Anneal(
    @Doc("First value.") @Range("[0, )") double start,
    @Doc("Last value.") @Range("[0, )") double end,
    @Doc("Share of the run until the last value is reached; 0 = at once.") @Range("[0, 1]")
        double share)
    implements Config {

  /** The same value always, 1. */
  public static Anneal defaults() {
    return new Anneal(1, 1, 0);
  }

  /** The value for an update. */
  double at(Moment moment) {
    double until = share * moment.updates();
    if (moment.update() >= until) {
      return end;
    }
    return end + (start - end) * 0.5 * (1 + Math.cos(Math.PI * moment.update() / until));
  }
}
