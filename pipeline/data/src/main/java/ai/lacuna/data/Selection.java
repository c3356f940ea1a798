package ai.lacuna.data;

/**
 * Which of the stored rows a data set shows.
 *
 * @param part which part
 * @param every the last of each so many rows is held out
 */
record Selection(Part part, int every) {

  enum Part {
    ALL,
    HELD_OUT,
    REST
  }

  static final Selection EVERYTHING = new Selection(Part.ALL, 2);

  Selection {
    if (every < 2) {
      throw new IllegalArgumentException("at most every 2nd row can be held out, given " + every);
    }
  }

  /** How many rows are shown, of so many stored ones. */
  long count(long stored) {
    return switch (part) {
      case ALL -> stored;
      case HELD_OUT -> stored / every;
      case REST -> stored - stored / every;
    };
  }

  /** The stored row behind a row that is shown. */
  long stored(long row) {
    return switch (part) {
      case ALL -> row;
      case HELD_OUT -> row * every + every - 1;
      case REST -> row + row / (every - 1);
    };
  }
}
