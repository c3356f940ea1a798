package ai.lacuna.data.shard;

import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Puts rows into Parquet's columns. */
final class RowWriteSupport extends WriteSupport<Row> {

  private final MessageType schema;
  private final Set<ShardSchema.Annotation> annotations;
  private final Map<String, String> metadata;
  private RecordConsumer out;

  @SuppressWarnings("NullAway.Init") // Parquet calls prepareForWrite before the first write
  RowWriteSupport(Set<ShardSchema.Annotation> annotations, Map<String, String> metadata) {
    this.schema = ShardSchema.of(annotations);
    this.annotations = annotations;
    this.metadata = metadata;
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(schema, metadata);
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(schema, metadata);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    out = consumer;
  }

  @Override
  public void write(Row row) {
    out.startMessage();
    int field = 0;
    file("image", field++, row.bytes(), row.path());
    out.startField("label", field);
    out.addLong(row.label());
    out.endField("label", field++);
    if (annotations.contains(ShardSchema.Annotation.OBJECTS)) {
      objects(row.annotations().objects(), field++);
    }
    if (annotations.contains(ShardSchema.Annotation.SEMANTIC) && row.annotations().hasSemantic()) {
      file("semantic", field, row.annotations().semantic(), row.path());
    }
    out.endMessage();
  }

  private void file(String name, int field, byte[] bytes, String path) {
    group(
        name,
        field,
        () -> {
          binary("bytes", 0, Binary.fromConstantByteArray(bytes));
          binary("path", 1, Binary.fromString(path));
        });
  }

  private void objects(List<Instance> objects, int field) {
    group(
        "objects",
        field,
        () -> {
          list("bbox", 0, objects, this::box);
          list("category", 1, objects, o -> out.addLong(o.category()));
          list("area", 2, objects, o -> out.addDouble(o.area()));
          list("iscrowd", 3, objects, o -> out.addBoolean(o.kind() == Instance.Kind.CROWD));
          list("difficult", 4, objects, o -> out.addBoolean(o.kind() == Instance.Kind.DIFFICULT));
          list("segmentation", 5, objects.stream().map(Instance::mask).toList(), this::mask);
        });
  }

  private void box(Instance object) {
    out.startGroup();
    elements(
        List.of(object.x(), object.y(), object.width(), object.height()),
        side -> out.addDouble(side));
    out.endGroup();
  }

  private void mask(RleMask mask) {
    out.startGroup();
    list("size", 0, List.of(mask.height(), mask.width()), side -> out.addInteger(side));
    binary("counts", 1, Binary.fromString(mask.counts()));
    out.endGroup();
  }

  private void group(String name, int field, Runnable content) {
    out.startField(name, field);
    out.startGroup();
    content.run();
    out.endGroup();
    out.endField(name, field);
  }

  private <T> void list(
      String name, int field, List<? extends @Nullable T> values, Consumer<T> element) {
    group(name, field, () -> elements(values, element));
  }

  private <T> void elements(List<? extends @Nullable T> values, Consumer<T> element) {
    if (values.isEmpty()) {
      return; // Parquet refuses a field that is started and stays empty
    }
    out.startField("list", 0);
    for (@Nullable T value : values) {
      out.startGroup();
      if (value != null) {
        out.startField("element", 0);
        element.accept(value);
        out.endField("element", 0);
      }
      out.endGroup();
    }
    out.endField("list", 0);
  }

  private void binary(String name, int field, Binary value) {
    out.startField(name, field);
    out.addBinary(value);
    out.endField(name, field);
  }
}
