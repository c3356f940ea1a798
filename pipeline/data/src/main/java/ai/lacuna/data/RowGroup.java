package ai.lacuna.data;

import ai.lacuna.data.annotation.Annotations;
import ai.lacuna.data.shard.Row;
import java.io.IOException;
import java.util.List;

/** Neighbouring rows that are read together. Equal groups read the same rows. */
interface RowGroup {

  /** Where it lies, for messages. */
  String place();

  /** How many rows it has. */
  long size();

  /** Its images with their labels, in order. */
  List<Row> images() throws IOException;

  /** Its labels alone, {@link Row#UNLABELLED} where there is none. */
  int[] labels() throws IOException;

  /** What is known about its images beside their labels. */
  List<Annotations> annotations() throws IOException;
}
