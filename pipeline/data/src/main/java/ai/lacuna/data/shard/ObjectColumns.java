package ai.lacuna.data.shard;

import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.jspecify.annotations.Nullable;

/** Takes annotations out of Parquet's columns. */
final class ObjectColumns {

  private ObjectColumns() {}

  static Annotations annotations(Group row) {
    byte[] semantic =
        has(row, "semantic")
            ? row.getGroup("semantic", 0).getBinary("bytes", 0).getBytes()
            : new byte[0];
    return new Annotations(
        has(row, "objects") ? objects(row.getGroup("objects", 0)) : List.of(), semantic);
  }

  private static List<Instance> objects(Group lists) {
    Group boxes = lists.getGroup("bbox", 0);
    List<Instance> objects = new ArrayList<>();
    for (int i = 0; i < boxes.getFieldRepetitionCount("list"); i++) {
      Group box = entry(boxes, i).getGroup("element", 0);
      objects.add(
          new Instance(
              entry(box, 0).getDouble("element", 0),
              entry(box, 1).getDouble("element", 0),
              entry(box, 2).getDouble("element", 0),
              entry(box, 3).getDouble("element", 0),
              (int) entry(lists.getGroup("category", 0), i).getLong("element", 0),
              entry(lists.getGroup("area", 0), i).getDouble("element", 0),
              kind(lists, i),
              mask(entry(lists.getGroup("segmentation", 0), i))));
    }
    return objects;
  }

  private static Instance.Kind kind(Group lists, int i) {
    if (entry(lists.getGroup("iscrowd", 0), i).getBoolean("element", 0)) {
      return Instance.Kind.CROWD;
    }
    boolean difficult = entry(lists.getGroup("difficult", 0), i).getBoolean("element", 0);
    return difficult ? Instance.Kind.DIFFICULT : Instance.Kind.OBJECT;
  }

  private static @Nullable RleMask mask(Group entry) {
    if (!has(entry, "element")) {
      return null;
    }
    Group mask = entry.getGroup("element", 0);
    Group size = mask.getGroup("size", 0);
    return RleMask.parse(
        entry(size, 0).getInteger("element", 0),
        entry(size, 1).getInteger("element", 0),
        mask.getString("counts", 0));
  }

  private static Group entry(Group list, int i) {
    return list.getGroup("list", i);
  }

  private static boolean has(Group group, String column) {
    return group.getType().containsField(column) && group.getFieldRepetitionCount(column) > 0;
  }
}
