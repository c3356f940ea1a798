package ai.lacuna.workflow.sheet;

import ai.lacuna.data.Dataset;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.workflow.sheet.Histogram.Kind;
import java.util.ArrayList;
import java.util.List;

/** Which rows a page shows, at most {@value #PICTURES} of a data set. */
final class Examples {

  /** How many pictures a page can bear. */
  static final int PICTURES = 800;

  private static final int MOST_OF_A_CLASS = 11;
  private static final int MOST_MASKS = 12;
  private static final int MOST_UNNAMED = 66;
  private static final int LOOKED_AT = 4096; // annotated rows: each must be read

  private final Dataset dataset;
  private final List<List<Long>> rows = new ArrayList<>();
  private final int most;

  private Examples(Dataset dataset, int names) {
    this.dataset = dataset;
    this.most = Math.max(1, Math.min(MOST_OF_A_CLASS, PICTURES / (names + 1)));
    for (int i = 0; i <= Math.min(names, PICTURES); i++) {
      rows.add(new ArrayList<>());
    }
  }

  /**
   * Rows of each class or category, in the order of their indices, then those without one.
   *
   * @param what classes or categories; of semantic classes, which most images have many of, all
   *     rows are without one
   * @param names how many there are
   */
  static List<List<Long>> of(Dataset dataset, Kind what, int names) {
    return switch (what) {
      case CLASSES -> new Examples(dataset, names).ofClasses();
      case CATEGORIES -> new Examples(dataset, names).ofCategories();
      case PIXELS -> new Examples(dataset, 0).first(MOST_MASKS);
    };
  }

  /** Rows of a data set that has no names. */
  static List<Long> unnamed(Dataset dataset) {
    return new Examples(dataset, 0).first(MOST_UNNAMED).get(0);
  }

  private List<List<Long>> ofClasses() {
    int classes = rows.size() - 1;
    for (long row = 0; row < dataset.rows(); row++) {
      int label = dataset.label(row);
      if (label < classes) {
        List<Long> own = rows.get(label < 0 ? classes : label);
        if (own.size() < most) {
          own.add(row);
        }
      }
    }
    return rows;
  }

  // An image of many categories stands for the one that has the fewest pictures so far.
  private List<List<Long>> ofCategories() {
    List<Long> none = rows.get(rows.size() - 1);
    for (long row = 0; row < Math.min(LOOKED_AT, dataset.rows()); row++) {
      List<Long> own = none;
      for (Instance object : dataset.annotations(row).objects()) {
        if (object.category() < rows.size() - 1) {
          List<Long> other = rows.get(object.category());
          own = own == none || other.size() < own.size() ? other : own;
        }
      }
      if (own.size() < most) {
        own.add(row);
      }
    }
    return rows;
  }

  private List<List<Long>> first(int count) {
    for (long row = 0; row < Math.min(count, dataset.rows()); row++) {
      rows.get(0).add(row);
    }
    return rows;
  }
}
