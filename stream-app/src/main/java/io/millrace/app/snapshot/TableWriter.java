package io.millrace.app.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;

/// Writes the rows of one table. Nothing is compressed: vectors hardly can be, ids are written once
/// a page, and codecs would bring Hadoop's configuration with them.
final class TableWriter implements AutoCloseable {
  private static final long ROW_GROUP_BYTES = 16L * 1024 * 1024; // held in memory
  private static final String VECTOR = "vector.list.element";

  private final ParquetWriter<Group> writer;
  private long rows;

  /// @param folder in which the table's file is not there yet
  TableWriter(Path folder, Table table) throws IOException {
    var builder =
        ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve(table.file())))
            .withConf(new PlainParquetConfiguration())
            .withType(table.schema())
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withCompressionCodec(CompressionCodecName.UNCOMPRESSED);
    if (table.schema().containsField("vector")) {
      builder = builder.withDictionaryEncoding(VECTOR, false); // no element comes twice
    }
    writer = builder.build();
  }

  void add(Group row) throws IOException {
    writer.write(row);
    rows++;
  }

  long rows() {
    return rows;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
