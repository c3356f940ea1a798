package ai.lacuna.data.shard;

import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

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
      objects(row, field++);
    }
    if (annotations.contains(ShardSchema.Annotation.SEMANTIC) && row.semantic().length > 0) {
      file("semantic", field, row.semantic(), row.path());
    }
    out.endMessage();
  }

  private void file(String name, int field, byte[] bytes, String path) {
    out.startField(name, field);
    out.startGroup();
    binary("bytes", 0, Binary.fromConstantByteArray(bytes));
    binary("path", 1, Binary.fromString(path));
    out.endGroup();
    out.endField(name, field);
  }

  private void objects(Row row, int field) {
    out.startField("objects", field);
    out.startGroup();
    if (!row.objects().isEmpty()) { // Parquet refuses a field that is started and stays empty
      out.startField("list", 0);
      for (Row.Instance object : row.objects()) {
        out.startGroup();
        out.startField("element", 0);
        out.startGroup();
        box(object);
        out.startField("category", 1);
        out.addLong(object.category());
        out.endField("category", 1);
        if (object.mask().length > 0) {
          binary("mask", 2, Binary.fromConstantByteArray(object.mask()));
        }
        out.endGroup();
        out.endField("element", 0);
        out.endGroup();
      }
      out.endField("list", 0);
    }
    out.endGroup();
    out.endField("objects", field);
  }

  private void box(Row.Instance object) {
    out.startField("bbox", 0);
    out.startGroup();
    out.startField("list", 0);
    for (float side : new float[] {object.x(), object.y(), object.width(), object.height()}) {
      out.startGroup();
      out.startField("element", 0);
      out.addFloat(side);
      out.endField("element", 0);
      out.endGroup();
    }
    out.endField("list", 0);
    out.endGroup();
    out.endField("bbox", 0);
  }

  private void binary(String name, int field, Binary value) {
    out.startField(name, field);
    out.addBinary(value);
    out.endField(name, field);
  }
}
